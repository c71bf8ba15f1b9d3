import { failure } from '../../domain/failure/failure.js';
import { type AuthorizeRequest, examineAuthorizeUrl } from '../../domain/login/authorize-url.js';
import { readCallbackList } from '../../domain/login/callback-list.js';
import { callbackFindings, type LoginFinding, MAX_CALLBACK_URLS } from '../../domain/login/callback-urls.js';
import { foldedWords } from '../../domain/text/layout/words.js';
import { visible } from '../../domain/text/visible.js';
import type { Painter } from '../../ports/terminal.js';
import { plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { argument, type OptionValues, option, verb } from '../verb.js';

const OPTIONS = {
  authorizeUrl: option('<url>', 'also look at the URL that a login begins with: is its redirect_uri one of the list'),
};

export const loginCheckCallbacks = verb({
  path: 'login check-callbacks',
  summary: 'check the callback URLs of a LINE Login channel against the rules, before they are registered',
  args: { file: argument('one URL a line, or a JSON array of them; - for stdin') },
  options: OPTIONS,
  examples: [
    { line: 'login check-callbacks callbacks.txt', does: 'exit 3 where a rule is broken' },
    { line: 'login check-callbacks urls.json --authorize-url "$URL"', does: 'and one request' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/login-callbacks@1'],
  exits: { findings: 'a callback URL breaks a rule' },
  docs: ['https://developers.line.biz/en/docs/line-login/integrate-line-login/'],
  run: (session, { args: { file }, options }) => checkCallbacks(session, file, options),
});

async function checkCallbacks(
  session: Session,
  file: string,
  { authorizeUrl }: OptionValues<typeof OPTIONS>,
): Promise<void> {
  const source = file === '-' ? 'stdin' : file;
  const listed = readCallbackList(await (await session.deps.messageFiles()).read(file), source);
  const request = authorizeUrl === undefined ? null : examineAuthorizeUrl(authorizeUrl, listed);
  const findings = [...callbackFindings(listed), ...(request?.findings ?? [])];
  const [errors, warnings] = [countOf(findings, 'error'), countOf(findings, 'warning')];
  await show(session, {
    schema: 'line-ops/login-callbacks@1',
    json: {
      ok: errors === 0,
      urls: listed.length,
      limit: MAX_CALLBACK_URLS,
      errors,
      warnings,
      findings,
      authorizeUrl:
        request === null ? null : { redirectUri: request.redirectUri, match: request.match, line: request.line },
    },
    text: (paint) => {
      const width = paint.columns;
      return [
        ...findings.flatMap((finding) => findingLines(finding, paint, width)),
        ...(request === null ? [] : requestLines(request, paint)),
        `${errors === 0 ? paint.good('ok') : paint.bad(plural(errors, 'error'))}${warnings === 0 ? '' : `, ${paint.warn(plural(warnings, 'warning'))}`}; ${plural(listed.length, 'callback URL')} of ${MAX_CALLBACK_URLS}`,
      ].join('\n');
    },
  });
  if (0 < errors) throw failure('CALLBACKS_WRONG', { errors });
}

function countOf(findings: readonly LoginFinding[], wanted: LoginFinding['severity']): number {
  return findings.filter(({ severity }) => severity === wanted).length;
}

/** Columns of the severity and the room after it. */
const INDENT = 'warning  '.length;

function findingLines(
  { severity, line, url, message, rule }: LoginFinding,
  paint: Painter,
  width: number,
): readonly string[] {
  const tone = severity === 'error' ? paint.bad : paint.warn;
  const place = line === null ? '' : `line ${line}: `;
  const told = foldedWords(
    `${place}${url === null || url === '' ? '' : `${visible(url)}: `}${visible(message)}`,
    width - INDENT,
  );
  return told.map((text, index) => {
    const isLast = index === told.length - 1;
    const head = index === 0 ? `${tone(severity)}${' '.repeat(INDENT - severity.length)}` : ' '.repeat(INDENT);
    return `${head}${text}${isLast ? `  ${paint.dim(rule)}` : ''}`;
  });
}

function requestLines({ match, line }: AuthorizeRequest, paint: Painter): readonly string[] {
  if (match === null) return [];
  const how = match === 'exact' ? 'is' : 'is, with query parameters added,';
  return [`${paint.good('match')}    redirect_uri ${how} the URL of line ${line}`];
}
