import { doubtful, failing, passed, skipped, unknowable, type Verdict } from '../../examination/examination.js';
import { SET_OR_NAME_ONE } from './advice.js';
import type { Observed } from './observations.js';

const CONSOLE_SWITCH = 'Switch on "Use webhook" in the Messaging API tab of the LINE Developers Console.';

const NOT_TOLD = 'LINE did not say whether "Use webhook" is on';

/** Whether there is an endpoint to examine. */
export function judgeEndpointSet({ target: { url, isGiven }, settings }: Observed): Verdict {
  if (url === null) return failing('the channel has no webhook endpoint', SET_OR_NAME_ONE);
  if (!isGiven) return passed(`${url} is set`);
  if (settings.type === 'notAsked') return passed(`${url} was given; what is set was not asked: ${settings.why}`);
  if (settings.endpoint === null) return passed(`${url} was given; the channel has no endpoint yet`);
  return settings.endpoint.endpoint === url
    ? passed(`${url} was given, and is set`)
    : passed(`${url} was given; the channel has ${settings.endpoint.endpoint}`);
}

/** Whether LINE sends anything to it. */
export function judgeActive({ target: { isGiven }, settings }: Observed): Verdict {
  if (settings.type === 'notAsked') return unknowable(`LINE was not asked: ${settings.why}`);
  const { endpoint } = settings;
  if (endpoint === null) return skipped('the channel has no endpoint yet');
  if (endpoint.active === null) return unknowable(NOT_TOLD);
  if (endpoint.active) return passed('"Use webhook" is on');
  const detail = '"Use webhook" is off: LINE sends no events';
  // Before a server is set, the switch may well be off.
  return isGiven ? doubtful(detail, CONSOLE_SWITCH) : failing(detail, CONSOLE_SWITCH);
}

/**
 * Webhooks and response settings must not both be off. Of the response settings LINE tells programs only the chat mode.
 *
 * @see https://developers.line.biz/en/docs/partner-docs/development-guidelines/
 */
export function judgeResponseSettings({ settings }: Observed): Verdict {
  if (settings.type === 'notAsked') return unknowable(`LINE was not asked: ${settings.why}`);
  if (settings.endpoint === null) return skipped('the channel has no endpoint yet');
  const chat = `chat is ${chatWords(settings.chatMode)}`;
  if (settings.endpoint.active === null) return unknowable(`${NOT_TOLD}; ${chat}`);
  if (settings.endpoint.active) return passed(`webhooks are on, which goes with every response setting; ${chat}`);
  return unknowable(
    `webhooks are off, ${chat}; LINE forbids that the response mode and the greeting message are off too, and tells programs neither`,
    'Look at Response settings in LINE Official Account Manager: with webhooks off, the greeting message or the auto-response must be on.',
  );
}

function chatWords(chatMode: string | null): string {
  switch (chatMode) {
    case 'chat':
      return 'on';
    case 'bot':
      return 'off';
    default:
      return chatMode === null ? 'not told by LINE' : `"${chatMode}"`;
  }
}

/** What LINE takes as the URL of an endpoint. @see https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url */
export function judgeUrl({ target: { url, problems } }: Observed): Verdict {
  // Whether the host can be reached is a question of its own.
  const found = problems.filter(({ rule }) => rule !== 'url-private-host');
  const said = found.map(({ message }) => message).join('; ');
  if (found.some(({ severity }) => severity === 'error'))
    return failing(`the URL ${said}`, 'LINE takes https URLs of at most 500 characters, percent-encoded.');
  if (0 < found.length) return doubtful(`the URL ${said}`, 'Use a public host name, and percent-encode the rest.');
  const scheme = url?.slice(0, url.indexOf(':')) ?? '';
  return passed(`${scheme}, ${url?.length ?? 0} characters`);
}
