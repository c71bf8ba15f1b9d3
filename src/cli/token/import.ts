import { tokenName, tokenStatus } from '../../domain/tokens/token.js';
import { channelLabel } from '../../usecases/channels/channel.js';
import { importToken, verifyForImport } from '../../usecases/tokens/import-token.js';
import { timeAtLine } from '../../usecases/tokens/time-at-line.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { type OptionValues, option, requiredChoice, verb } from '../verb.js';
import { parseLabel } from './hand-out/hand-out.js';
import { readTokenString } from './selection/token-strings.js';
import { endOf, storeWords, tokenJson } from './selection/token-view.js';

const OPTIONS = {
  type: requiredChoice('<type>', 'what the token is', ['v2.1', 'short-lived', 'long-lived']),
  label: option('<text>', 'who uses it, to find it again', parseLabel),
};

export const tokenImport = verb({
  path: 'token import',
  summary:
    'take a token that was issued elsewhere into the ledger, after LINE has verified it. The string comes from stdin, or is asked for',
  args: {},
  options: OPTIONS,
  examples: [
    { line: 'token import --type long-lived --label console', does: 'asks for the string' },
    { line: 'token import --type v2.1 --label shop < token.txt', does: 'from a file' },
  ],
  changes: 'disk',
  needs: 'credentials',
  schemas: ['line-ops/token-import@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/docs/basics/channel-access-token/'],
  run: importOne,
});

async function importOne(
  session: Session,
  { options }: { readonly options: OptionValues<typeof OPTIONS> },
): Promise<void> {
  const { terminal, deps } = session;
  const atLine = await session.atLine();
  const token = await readTokenString(session, { ask: true });
  if (!session.globals.dryRun) await (await deps.secrets()).requireWritable();
  const verdict = await verifyForImport(token, options.type, atLine);
  if (session.globals.dryRun) {
    const ledger = `token ledger of ${channelLabel(atLine.channel)}: one more ${options.type} token`;
    return show(session, changePlanView({ requests: [], changes: [ledger, 'secret store: the token string'] }));
  }
  const { record, ended, stillAlive } = await importToken(
    { token, type: options.type, label: options.label ?? null, verdict },
    atLine,
  );
  const now = timeAtLine(atLine);
  for (const other of ended) terminal.warn(`${tokenName(other)} is ${other.state}: ${other.endReason}`);
  for (const other of stillAlive)
    terminal.warn(
      tokenStatus(other, now) === 'unknown'
        ? `LINE could not be asked whether ${tokenName(other)} is still alive beside it: line-ops token verify ${other.id}`
        : `LINE still knows ${tokenName(other)}: the console can keep the one before alive for up to 24 hours. To end it: line-ops token revoke ${other.id}`,
    );
  if (record.type === 'v2.1' && record.keyId === null)
    terminal.note(
      'LINE does not say the key ID of a token string: "token list" shows its key ID among the unknown ones.',
    );
  terminal.note(`Its string is kept in ${storeWords(await (await deps.secrets()).protection())}.`);
  await show(session, {
    schema: 'line-ops/token-import@1',
    json: {
      token: tokenJson(record, now),
      ended: ended.map((other) => tokenJson(other, now)),
      stillAlive: stillAlive.map((other) => tokenJson(other, now)),
    },
    text: (paint) =>
      `${record.type} token ${tokenName(record)} is in the ledger of ${channelLabel(atLine.channel)}: ${endOf(record, paint)}.`,
  });
  sayNext(session, 'token import', {});
}
