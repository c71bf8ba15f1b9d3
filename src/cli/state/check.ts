import { failure } from '../../domain/failure/failure.js';
import { checkState, type StateChecked } from '../../usecases/state/check-state.js';
import { show, type View } from '../output/view.js';
import type { Session } from '../session.js';
import { verb } from '../verb.js';
import { placeJson } from './state-json.js';

export const stateCheck = verb({
  path: 'state check',
  summary: 'compute the whole state anew: tokens, rotations, every broadcast, what was left behind; reads only',
  args: {},
  options: {},
  examples: [{ line: 'state check', does: 'each check, and whether it passed' }],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/state-check@1'],
  exits: {
    findings: 'something does not agree',
    unavailable: 'the state server does not answer',
    auth: 'the state server does not let this user in, or the secrets cannot be opened',
  },
  docs: [],
  run: check,
});

async function check(session: Session): Promise<void> {
  const { deps, terminal } = session;
  const checked = await checkState(deps, (id) => terminal.redraw(`checking ${id}`)).finally(() => terminal.redraw(''));
  await show(session, checkedView(checked));
  if (checked.ok) return;
  const failed = checked.results.filter(({ status }) => status === 'fail').map(({ id }) => id);
  throw failure('STATE_WRONG', { failed }, { details: { failed } });
}

function checkedView({ place, ok, results, broadcasts }: StateChecked): View {
  return {
    schema: 'line-ops/state-check@1',
    json: {
      place: placeJson(place),
      ok,
      checks: results.map(({ id, title, status, detail, hint, docs }) => ({ id, title, status, detail, hint, docs })),
      broadcasts: broadcasts.map(({ id, ok: isRight, checks }) => ({
        id,
        ok: isRight,
        failed: checks.filter(({ status }) => status === 'fail').map((one) => one.id),
      })),
    },
    text: (paint) =>
      [
        ok ? paint.good('the state agrees with itself') : paint.bad('the state is not right'),
        paint.table(
          [{ title: '' }, { title: '', foldTo: 24 }, { title: '', foldTo: 24 }],
          results.map(({ status, title, detail }) => [
            status === 'pass' ? paint.good(status) : status === 'fail' ? paint.bad(status) : paint.warn(status),
            title,
            detail,
          ]),
        ),
      ].join('\n'),
  };
}
