import { failure } from '../../domain/failure/failure.js';
import { readIdToken } from '../../domain/line/credential-text.js';
import { parseChannelId, parseUserId } from '../../domain/line/ids.js';
import type { IdToken } from '../../domain/line/secret.js';
import { type ExplainedClaim, explainClaims } from '../../domain/login/id-token.js';
import { visible } from '../../domain/text/visible.js';
import type { Painter } from '../../ports/terminal.js';
import { verifyIdToken } from '../../usecases/login/verify-id-token.js';
import { openLineApi } from '../channel/channel-at-line.js';
import { prettyReport } from '../output/examination/pretty.js';
import { type Fact, factTable } from '../output/facts.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { type OptionValues, option, requiredOption, verb } from '../verb.js';

/** LINE gives no length; an ID token has under two thousand characters. */
const MAX_STDIN_BYTES = 64 * 1024;

const OPTIONS = {
  clientId: requiredOption('<channel ID>', 'channel ID of the LINE Login channel', parseChannelId),
  nonce: option('<text>', 'what the authorization request carried'),
  userId: option('<user ID>', 'whom the token should be about', parseUserId),
};

export const loginVerifyIdToken = verb({
  path: 'login verify-id-token',
  summary: 'ask LINE whether an ID token (on stdin) is to be believed, and explain each claim',
  args: {},
  options: OPTIONS,
  examples: [
    { line: 'login verify-id-token --client-id 1234567890 < token.txt', does: 'exit 3 where it is not' },
    { line: 'login verify-id-token --client-id 1234567890 --nonce "$NONCE"', does: 'compares the nonce too' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/login-id-token@1'],
  exits: {
    findings: 'the ID token is not to be believed',
    limit: 'LINE answers 429 for too long',
    unavailable: 'LINE cannot be reached',
  },
  docs: ['https://developers.line.biz/en/reference/line-login/#verify-id-token'],
  run: verify,
});

async function verify(
  session: Session,
  { options: { clientId, ...expected } }: { readonly options: OptionValues<typeof OPTIONS> },
): Promise<void> {
  const { deps, globals } = session;
  const [nonce, userId] = [expected.nonce ?? null, expected.userId ?? null];
  const token = await tokenFrom(session);
  const api = await openLineApi(null, session);
  const { claims, isAccepted, checks } = await verifyIdToken({ token, clientId, nonce, userId }, { api, deps });
  const failed = checks.filter(({ status }) => status === 'fail');
  const ok = failed.length === 0 && isAccepted;
  const explained = claims === null ? [] : explainClaims(claims);
  await show(session, {
    schema: 'line-ops/login-id-token@1',
    json: { ok, clientId, accepted: isAccepted, checks, claims: explained },
    text: (paint) => {
      const width = paint.columns;
      return [
        prettyReport(
          { title: `ID token for channel ${clientId}`, results: checks },
          { paint, width, isQuiet: globals.quiet },
        ),
        '',
        isAccepted ? 'What it says:' : paint.warn('What it says by itself, which proves nothing:'),
        ...(explained.length === 0
          ? ['nothing that can be read']
          : [factTable(explained.map(claimFact), paint, width)]),
      ].join('\n');
    },
  });
  if (!ok) throw failure('ID_TOKEN_WRONG', { failed: failed.map(({ title }) => title) });
}

/** From stdin, or a hidden prompt where a person can be asked. */
async function tokenFrom({ terminal, deps }: Session): Promise<IdToken> {
  const text = terminal.canAsk ? await terminal.askSecret('ID token') : await terminal.readStdin(MAX_STDIN_BYTES);
  // Before it is read: it may be one all the same.
  deps.redactor.register(text.trim());
  const token = readIdToken(text, terminal.canAsk ? 'what was typed' : 'stdin');
  deps.redactor.register(token.reveal());
  return token;
}

function claimFact({ claim, value, time, meaning }: ExplainedClaim): Fact {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const words = (paint: Painter) => {
    const shown = time === null ? text : paint.time(Date.parse(time));
    return meaning === null ? shown : `${shown} (${meaning})`;
  };
  return { label: visible(claim), words };
}
