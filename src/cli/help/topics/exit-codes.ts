import { type Chapter, lines, rows, text } from './content.js';

/** The table of the contract: numbers are never given another meaning. */
export const EXIT_CODES_TOPIC: readonly Chapter[] = [
  {
    title: '',
    blocks: [
      rows(
        ['0', 'done'],
        ['1', 'a bug, or a failure that no other row names'],
        [
          '2',
          'wrong usage: unknown option, missing or malformed argument, nobody to ask; no request was made that changes anything',
        ],
        ['3', 'a check ran and found errors'],
        ['4', 'credentials missing, refused or expired'],
        ['5', 'refused by a limit: a token limit, the monthly quota, or a rate limit that outlasted us'],
        ['6', 'LINE not reachable, or still failing after all retries, and nothing in doubt'],
        ['7', 'a broadcast ended incomplete and can be resumed, or has batches whose fate is unknown'],
        ['8', 'LINE refused the request (another 4xx)'],
        ['130', 'cancelled: you said no, or Ctrl-C; state is saved'],
        ['143', 'SIGTERM, or the terminal went away; state is saved'],
      ),
    ],
  },
  { title: 'Where several fit', blocks: [text('Doubt goes first (7), then 4, 5, 8, 6.')] },
  { title: 'Of one verb', blocks: [text('line-ops <noun> <verb> --help names those it can end with, and why.')] },
  {
    title: 'With the state in a server',
    blocks: [
      text(
        'Any verb can also end with 4 where the server does not let it in or cannot be trusted, with 6 where it is away, and with 2 where it has no such database or newer tables.',
      ),
    ],
  },
  {
    title: 'With --json the error is one line on stderr',
    blocks: [
      lines(
        '  {"schema":"line-ops/error@1",',
        '   "error":{"code","kind","message","hint","requestId",',
        '            "details","exitCode"}}',
      ),
      text('What a code means, why, and what to do: line-ops explain <code>; of an exit code: line-ops explain 7.'),
    ],
  },
];
