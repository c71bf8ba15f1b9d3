import { stageNumber } from '../../../domain/broadcast/broadcast.js';
import { writeUserIds } from '../../../domain/broadcast/planning/user-id-bytes.js';
import type { Pages } from '../../../ports/broadcast/broadcast-totals.js';
import type { StandingPeople } from '../../../usecases/broadcast/people/people-of-broadcast.js';
import { csvCell } from '../../output/csv.js';
import { isoTime } from '../../output/view.js';

/** How people are written down: what stands at the head, and each group of them. */
interface PeopleForm {
  readonly head: string;
  readonly rows: (people: StandingPeople) => string;
}

/** Stages count from 1 and batches from 0, as in the report. */
const FORMS: Readonly<Record<'ids' | 'csv', PeopleForm>> = {
  ids: { head: '', rows: ({ userIds }) => writeUserIds(userIds, '', '\n') },
  csv: {
    head: 'user_id,state,stage,batch,time,request_id,reason\n',
    rows: ({ userIds, standing, stage, batch, at, requestId, reason }) => {
      const cells = [standing, stageNumber(stage), batch, isoTime(at) ?? '', requestId ?? '', reason ?? ''];
      return writeUserIds(userIds, '', `,${cells.map((cell) => csvCell(String(cell))).join(',')}\n`);
    },
  },
};

/** Text made at once, in characters: few writes, little memory. */
const PART = 64 * 1024;

/** The people in one of the forms, in parts. */
export async function* peopleText(form: 'ids' | 'csv', people: Pages<StandingPeople>): AsyncGenerator<string> {
  const { head, rows } = FORMS[form];
  let part = head;
  for await (const groups of people) {
    for (const group of groups) {
      part += rows(group);
      if (part.length < PART) continue;
      yield part;
      part = '';
    }
  }
  if (part !== '') yield part;
}

/** The same as the elements of a JSON array. */
export async function* peopleJson(people: Pages<StandingPeople>): AsyncGenerator<string> {
  let part = '';
  let separator = '';
  for await (const groups of people) {
    for (const group of groups) {
      const rows = jsonRowsOf(group);
      part += separator === '' ? rows.slice(1) : rows;
      separator = ',';
      if (part.length < PART) continue;
      yield part;
      part = '';
    }
  }
  if (part !== '') yield part;
}

function jsonRowsOf({ userIds, standing, stage, batch, at, requestId, reason }: StandingPeople): string {
  const others = JSON.stringify({
    state: standing,
    stage: stageNumber(stage),
    batch,
    at: isoTime(at),
    requestId,
    reason,
  });
  return writeUserIds(userIds, ',{"userId":"', `",${others.slice(1)}`);
}
