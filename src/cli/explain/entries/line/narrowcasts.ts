import type { LineSubject } from '../../entry.js';

const PROGRESS_PAGE = 'https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status';

function seen(number: number): readonly RegExp[] {
  return [new RegExp(`"?\\berrorCode"?\\s{0,4}[:=]\\s{0,4}"?${number}\\b`)];
}

/** `errorCode` of a narrowcast whose phase is `failed`. */
export const NARROWCAST_SUBJECTS: readonly LineSubject[] = [
  {
    name: 'narrowcast-1',
    title: 'Narrowcast error code 1',
    seenAs: seen(1),
    means: 'LINE accepted the narrowcast and failed inside. Nobody got it.',
    causes: ['A fault at LINE.'],
    next: ['Look at https://api.line-status.info/.', 'Send the stage again: `line-ops broadcast resume <id>`.'],
    docs: PROGRESS_PAGE,
  },
  {
    name: 'narrowcast-2',
    title: 'Narrowcast error code 2',
    seenAs: seen(2),
    means:
      'Too few people were left after the conditions: LINE narrows down only to 50 and more, so that nobody can be singled out. Nobody got it.',
    causes: ['The stage, the audience or the filter is too small.', 'The earlier stages have taken most of them.'],
    next: [
      'Plan fewer and larger stages: `line-ops broadcast plan --messages sale.json --to friends --stages 10%,rest`.',
      'For few people use a list: `line-ops broadcast plan --messages sale.json --to users.csv`.',
    ],
    docs: PROGRESS_PAGE,
  },
  {
    name: 'narrowcast-3',
    title: 'Narrowcast error code 3',
    seenAs: seen(3),
    means: 'LINE had accepted this narrowcast before, under the same retry key. It was not sent a second time.',
    causes: ['The request was repeated.'],
    next: ['Look at the earlier request: `line-ops log list --since 1d`.'],
    docs: PROGRESS_PAGE,
  },
  {
    name: 'narrowcast-4',
    title: 'Narrowcast error code 4',
    seenAs: seen(4),
    means: 'One of several audiences in the conditions has fewer than 50 people. Nobody got it.',
    causes: ['A small audience was added or excluded.', 'Its people have blocked the account.'],
    next: ['See how many are in each: `line-ops audience list`.'],
    docs: PROGRESS_PAGE,
  },
  {
    name: 'narrowcast-5',
    title: 'Narrowcast error code 5',
    seenAs: seen(5),
    means:
      'LINE gave the narrowcast up, because it could have gone to a part of the people only, and that was forbidden in the request.',
    causes: ['The quota did not suffice for everybody.'],
    next: ['See what is left: `line-ops quota`.', 'Raise the limit, or send to fewer.'],
    docs: PROGRESS_PAGE,
  },
];
