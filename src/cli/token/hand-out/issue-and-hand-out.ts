import { type LineOpsError, within } from '../../../domain/failure/failure.js';
import { TOKEN_LIMITS, tokenName } from '../../../domain/tokens/token.js';
import type { Deps } from '../../../ports/deps.js';
import { channelLabel } from '../../../usecases/channels/channel.js';
import type { ChannelAtLine } from '../../../usecases/channels/channel-at-line.js';
import type { IssueRequest } from '../../../usecases/tokens/issuing/issue-request.js';
import { type IssueReport, issueTokenUnless } from '../../../usecases/tokens/issuing/issue-token.js';
import type { LiveToken } from '../../../usecases/tokens/stored-tokens.js';
import { timeAtLine } from '../../../usecases/tokens/time-at-line.js';
import { readLedgerInventory } from '../../../usecases/tokens/token-inventory.js';
import { confirmOrStop } from '../../asking/confirm.js';
import type { Session } from '../../session.js';
import { endOf, storeWords } from '../selection/token-view.js';
import type { HandOutFormat } from './hand-out.js';
import { handOutOrKeep } from './not-taken.js';

/**
 * Issues a token and hands it out. The first Ctrl-C waits until that is done: in between, LINE may have issued a token
 * whose string is in this process alone.
 *
 * @returns the token that `storedSince` found while nobody else could issue: then none was issued, and none handed out.
 */
export async function issueAndHandOut(
  session: Session,
  atLine: ChannelAtLine,
  format: HandOutFormat,
  {
    schema,
    request,
    storedSince = async () => null,
  }: {
    readonly schema: string;
    readonly request: IssueRequest;
    readonly storedSince?: () => Promise<LiveToken | null>;
  },
): Promise<LiveToken | null> {
  const { terminal, deps } = session;
  await terminal.requireReceiver();
  const release = deps.interruption.onFirst(() =>
    terminal.warn('LINE may have issued the token already: it is handed out first; Ctrl-C again ends at once'),
  );
  try {
    const end = await issueTokenUnless(storedSince, request, atLine);
    if ('found' in end) return end.found;
    const report = end.issued;
    await describe(session, atLine, report, request);
    await handOutOrKeep(session, atLine, format, { schema, ...report, now: timeAtLine(atLine) });
    if (report.storeProblem !== null) throw notStored(report, report.storeProblem);
    return null;
  } finally {
    release();
  }
}

/**
 * No endpoint lists short-lived tokens: where this ledger knows of none, other systems may hold all the places, and LINE
 * ends the oldest without a word. A person is asked; a script is told.
 */
export async function warnOfOtherSystems(
  session: Session,
  atLine: ChannelAtLine,
  { type, whenFull }: Pick<IssueRequest, 'type' | 'whenFull'>,
  { ask }: { readonly ask: boolean },
): Promise<void> {
  if (type !== 'short-lived' || whenFull === 'evict') return;
  const { active } = await readLedgerInventory(atLine.channel, atLine.deps);
  if (0 < active[type]) return;
  const { terminal, globals } = session;
  terminal.warn(
    `this ledger knows of no short-lived token of ${channelLabel(atLine.channel)}: if other systems hold ${TOKEN_LIMITS[type]}, LINE ends the oldest of theirs, and nobody can tell here`,
  );
  if (ask && terminal.canAsk && !globals.yes) await confirmOrStop(session, 'Issue a short-lived token all the same?');
}

/** What is said about a token, on stderr: the token itself is alone on stdout. */
async function describe(
  session: Session,
  { channel, deps }: ChannelAtLine,
  { record, active, ended, isListed }: IssueReport,
  { store }: Pick<IssueRequest, 'store'>,
): Promise<void> {
  const { terminal } = session;
  if (terminal.quiet) return;
  const paint = await terminal.painter('stderr');
  for (const token of ended) terminal.warn(`${tokenName(token)} is ${token.state}: ${token.endReason}`);
  terminal.note(`${record.type} token ${tokenName(record)} for ${channelLabel(channel)}: ${endOf(record, paint)}.`);
  const limit = TOKEN_LIMITS[record.type];
  if (limit !== null)
    terminal.note(`${active} of ${limit} ${record.type} tokens are ${isListed ? '' : 'known here to be '}alive.`);
  if (record.stored) terminal.note(`Its string is kept in ${await placeOfSecrets(deps)}.`);
  else if (!store)
    terminal.note(
      record.type === 'stateless'
        ? 'Its string is not kept; it cannot be revoked.'
        : 'Its string is not kept: keep it yourself, it takes the string to revoke it.',
    );
}

/** Where secrets lie, in words. The token is there by now: what keeps us from telling more must not keep it back. */
function placeOfSecrets({ secrets }: Pick<Deps, 'secrets'>): Promise<string> {
  return secrets()
    .then((store) => store.protection())
    .then(storeWords, () => 'the secret store');
}

/** @returns the error to end with when a token was handed out whose string could not be stored. */
function notStored({ record }: IssueReport, problem: LineOpsError): LineOpsError {
  const { id, type } = record;
  return within(problem, 'shownNotStored', { id, type }, { requestId: null, details: { tokenId: id } });
}
