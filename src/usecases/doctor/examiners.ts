import type { Check, CheckId } from '../../domain/doctor/checklist.js';
import { botVerdict, clockVerdict, quotaVerdict, stagesVerdict } from '../../domain/doctor/verdicts/account.js';
import {
  foldersVerdict,
  logVerdict,
  protectionVerdict,
  runtimeVerdict,
  sizeVerdict,
} from '../../domain/doctor/verdicts/machine.js';
import { stateVerdict } from '../../domain/doctor/verdicts/state.js';
import {
  countVerdict,
  givenTokenResult,
  lifeResults,
  longLivedVerdict,
  NOT_OF_A_CHANNEL,
} from '../../domain/doctor/verdicts/tokens.js';
import { webhookVerdict } from '../../domain/doctor/verdicts/webhook.js';
import {
  doubtful,
  type ExaminationResult,
  passed,
  skipped,
  type Verdict,
} from '../../domain/examination/examination.js';
import { tokenName } from '../../domain/tokens/token.js';
import { readKeeping } from '../broadcast/memory/forget-recipients.js';
import { friendsToday } from '../channels/account-size.js';
import { channelLabel, channelSecretOf, signingIdentityOf } from '../channels/channel.js';
import { readQuotaState } from '../quota.js';
import { statelessProof } from '../tokens/access/access-token.js';
import { timeAtLine } from '../tokens/time-at-line.js';
import { listKeyIds, readInventory } from '../tokens/token-inventory.js';
import type { Visit } from './visit.js';

/** Looks at one point of the checklist; may say it in several lines. */
type Examiner = (visit: Visit, check: Check) => Promise<Verdict | readonly ExaminationResult[]>;

const DAY_MS = 24 * 60 * 60 * 1000;

export const EXAMINERS: Readonly<Record<CheckId, Examiner>> = {
  runtime: async ({ deps }) => runtimeVerdict((await deps.surroundings()).runtime()),
  folders: async ({ deps }) => foldersVerdict(await (await deps.surroundings()).folders()),
  state: examineState,
  'secret-store': async ({ deps }) => {
    const secrets = await deps.secrets();
    await secrets.requireReadable();
    return protectionVerdict(await secrets.protection());
  },
  channel: async (visit) => {
    const channel = await visit.channel();
    return passed(
      `${channelLabel(channel)}${channel.name === null || channel.id === null ? '' : `, channel ${channel.id}`}`,
    );
  },
  credentials: examineCredentials,
  'assertion-key': async (visit) => {
    const identity = await signingIdentityOf(await visit.channel(), visit.deps);
    if (identity === null)
      return skipped('there is none: v2.1 tokens can be neither issued nor counted', 'Make one: line-ops key generate');
    await listKeyIds(await visit.atLine());
    return passed(`LINE takes it under the key ID ${identity.signingKeyId}`);
  },
  clock: async (visit) => {
    const lineAheadMs = (await visit.atLine()).api.clockSkewMs();
    // A server that is away was told before.
    const { server } = await visit.state().catch(() => ({ server: null }));
    return clockVerdict(lineAheadMs, server?.aheadMs ?? null);
  },
  bot: async (visit) => {
    const { channel } = await visit.atLine();
    return botVerdict({ ...(await visit.bot()), expectedUserId: channel.botUserId });
  },
  'token-life': examineTokenLife,
  'token-count': async (visit) =>
    (await visit.channel()).id === null ? NOT_OF_A_CHANNEL : countVerdict(await readInventory(await visit.atLine())),
  'long-lived': async (visit) => {
    const kept = (await visit.channel()).id === null ? [] : await visit.tokens();
    const live = kept.filter(({ record, finding }) => finding === null && record.type === 'long-lived');
    const given = (await visit.givenToken())?.type === 'long-lived' ? ['the token of LINE_CHANNEL_ACCESS_TOKEN'] : [];
    return longLivedVerdict([...live.map(({ record }) => tokenName(record)), ...given]);
  },
  webhook: async (visit) => {
    const { endpoint, results } = await visit.webhook();
    // What goes with webhooks that are off is a question of its own.
    return webhookVerdict(
      endpoint,
      results.filter(({ id }) => id !== 'response-settings'),
    );
  },
  quota: async (visit) => {
    const { api, tokens } = await visit.atLine();
    const { quota, used } = await readQuotaState(api, tokens);
    return quotaVerdict({ limit: quota.type === 'none' ? null : quota.limit, used });
  },
  'request-log': async ({ deps }) => {
    // Today's file, which this run has written to, counts too.
    const files = await (await deps.requestLog()).filesBefore(deps.clock.now() + 2 * DAY_MS);
    return logVerdict(files.flatMap(({ name }) => /\d{4}-\d{2}-\d{2}/.exec(name)?.[0] ?? []));
  },
  'state-size': async ({ deps }) => {
    const { keepsMs, overdue } = await readKeeping(deps);
    return sizeVerdict(await (await deps.surroundings()).folders(), { keepsMs, overdue: overdue.length });
  },
  stages: async (visit) => {
    const { api, tokens } = await visit.atLine();
    const { userId } = await visit.bot();
    return stagesVerdict(await friendsToday({ id: userId, mayStore: true }, { ...visit.deps, api, tokens }));
  },
};

async function examineState({ state, deps }: Visit): Promise<Verdict> {
  const { place, move, server } = await state();
  const name = place.type === 'folder' ? place.path : place.name;
  const movedTo = move === null || move.standing === 'here' ? null : move.other;
  if (server === null) return stateVerdict({ name, movedTo, server });
  const whole = await deps.wholeState();
  const [held, lapsed] = [await whole.held(), await whole.lapsed()];
  return stateVerdict({ name, movedTo, server: { ...server, leases: { held: held.length, lapsed } } });
}

/** A stateless token ends by itself and takes no place: issuing one costs nothing. */
async function examineCredentials(visit: Visit): Promise<Verdict> {
  const { deps } = visit;
  const { api, channel } = await visit.atLine();
  const isGiven = Boolean(deps.env['LINE_CHANNEL_ACCESS_TOKEN']);
  const hasSecret = (await channelSecretOf(channel, deps)) !== null;
  if (isGiven && !hasSecret && (channel.id === null || (await signingIdentityOf(channel, deps)) === null)) {
    return doubtful(
      'only a channel access token is given: tokens can be neither issued, counted nor revoked with it',
      'Set LINE_CHANNEL_ID and LINE_CHANNEL_SECRET, or add the channel: line-ops channel add <name>',
    );
  }
  await api.issueStatelessToken(await statelessProof(channel, deps));
  const proof = hasSecret ? 'the channel secret' : 'the assertion signing key';
  const host = deps.env['LINE_OPS_API_URL'];
  return passed(host ? `${proof} is taken by ${host} (LINE_OPS_API_URL), which is not LINE` : `LINE takes ${proof}`);
}

async function examineTokenLife(visit: Visit, check: Check): Promise<Verdict | readonly ExaminationResult[]> {
  const { id } = await visit.channel();
  const given = await visit.givenToken();
  const givenResults = given === null ? [] : [givenTokenResult(check, given, id)];
  if (id === null) return givenResults.length === 0 ? NOT_OF_A_CHANNEL : givenResults;
  const now = timeAtLine(await visit.atLine());
  const tokens = await visit.tokens();
  if (tokens.length === 0 && 0 < givenResults.length) return givenResults;
  return [...givenResults, ...lifeResults(check, tokens, now)];
}
