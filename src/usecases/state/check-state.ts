import { leaseWords } from '../../domain/doctor/verdicts/state.js';
import type { ExaminationResult, Verdict } from '../../domain/examination/examination.js';
import { doubtful, failing, passed } from '../../domain/examination/examination.js';
import type { BroadcastId } from '../../domain/line/ids.js';
import { plural } from '../../domain/text/grouped.js';
import type { Deps } from '../../ports/deps.js';
import type { StatePlace, WholeState } from '../../ports/team/whole-state.js';
import { listBroadcasts } from '../broadcast/audit/broadcast-status.js';
import { type Verification, type VerifyDeps, verifyBroadcast } from '../broadcast/audit/verify-broadcast.js';
import { tokenProblems } from './token-problems.js';

export interface StateChecked {
  readonly place: StatePlace;
  readonly ok: boolean;
  readonly results: readonly ExaminationResult[];
  readonly broadcasts: readonly Verification[];
}

type CheckDeps = VerifyDeps &
  Pick<Deps, 'wholeState' | 'configuration' | 'tokenLedger' | 'rotationJournal' | 'secrets'>;

/** Computes anew what can be, and writes nothing. */
export async function checkState(deps: CheckDeps, onBroadcast: (id: BroadcastId) => void): Promise<StateChecked> {
  const whole = await deps.wholeState();
  const broadcasts = await verifyAll(deps, onBroadcast);
  const found: readonly (readonly [id: string, title: string, verdict: Verdict])[] = [
    ['references', 'Every row belongs to something that is there', await referencesVerdict(whole)],
    ['tokens', 'The ledger of tokens agrees with itself and with the stored strings', await tokensVerdict(deps)],
    ['rotations', 'Rotations that have not ended name tokens that are known', await rotationsVerdict(deps)],
    ['broadcasts', 'The books of every broadcast are right', broadcastsVerdict(broadcasts)],
    ['leases', 'Nobody has left work behind', await leasesVerdict(whole)],
  ];
  const results = found.map(([id, title, verdict]) => ({ id, title, docs: null, ...verdict }));
  return { place: whole.place, ok: results.every(({ status }) => status !== 'fail'), results, broadcasts };
}

async function verifyAll(deps: CheckDeps, onBroadcast: (id: BroadcastId) => void): Promise<readonly Verification[]> {
  const verified: Verification[] = [];
  for (const { broadcast } of await listBroadcasts(deps)) {
    const { id } = broadcast.settings;
    onBroadcast(id);
    verified.push(await verifyBroadcast(id, deps, () => {}, verified.length === 0 ? 'thorough' : 'quick'));
  }
  return verified;
}

async function referencesVerdict(whole: WholeState): Promise<Verdict> {
  const stray = await whole.strayRows();
  if (stray.length === 0) return passed('every table was looked through');
  return failing(stray.map(({ rows, what }) => `${plural(rows, 'row')} ${what}`).join('; '), LOOK_FIRST);
}

const LOOK_FIRST = 'Keep a copy as it is, and send nothing from it before somebody has looked.';

async function tokensVerdict(deps: CheckDeps): Promise<Verdict> {
  const { channels } = await (await deps.configuration()).read();
  const ledger = await deps.tokenLedger();
  const tokens = (await Promise.all(channels.map(({ channelId }) => ledger.list(channelId)))).flat();
  const strings = Object.keys(await (await deps.secrets()).entries());
  const problems = tokenProblems(tokens, strings);
  if (problems.length === 0)
    return passed(`${plural(tokens.length, 'token')} of ${plural(channels.length, 'channel')}`);
  return failing(problems.join('; '), 'See them: line-ops token list');
}

async function rotationsVerdict(deps: CheckDeps): Promise<Verdict> {
  const { channels } = await (await deps.configuration()).read();
  const [journal, ledger] = [await deps.rotationJournal(), await deps.tokenLedger()];
  const open = (await Promise.all(channels.map(({ channelId }) => journal.unfinished(channelId)))).flat();
  const named = open.flatMap(({ id, oldId, newId, state }) =>
    // Before LINE was asked there is no new token yet.
    [oldId, state === 'planned' ? null : newId].flatMap((token) => (token === null ? [] : [{ id, token }])),
  );
  const problems: string[] = [];
  for (const { id, token } of named)
    if ((await ledger.find(token)) === null) problems.push(`rotation ${id} names ${token}, which no ledger has`);
  if (problems.length > 0) return failing(problems.join('; '), LOOK_FIRST);
  if (open.length === 0) return passed('none is open');
  return doubtful(`${plural(open.length, 'rotation')} not ended`, 'End it: line-ops token rotate --resume');
}

function broadcastsVerdict(broadcasts: readonly Verification[]): Verdict {
  const wrong = broadcasts.filter(({ ok }) => !ok).map(({ id }) => id);
  if (wrong.length === 0) return passed(`${plural(broadcasts.length, 'broadcast')} computed anew`);
  return failing(`not right: ${wrong.join(', ')}`, `What is wrong: line-ops broadcast verify ${wrong[0]}`);
}

/** A lease that somebody takes over later is no damage: it says that its holder is gone. */
async function leasesVerdict(whole: WholeState): Promise<Verdict> {
  if (whole.place.type === 'folder') return passed('locks of a folder end with their processes');
  const lapsed = await whole.lapsed();
  if (lapsed.length === 0) return passed('none has lapsed');
  return doubtful(
    `lapsed, and not taken over: ${lapsed.map(leaseWords).join(', ')}`,
    'What is unfinished: line-ops broadcast list',
  );
}
