import { failure } from '../../../domain/failure/failure.js';
import { isLineHost } from '../../../domain/host/line-hosts.js';

/** A parser for the URL of a bot server of one's own: LINE's hosts are refused before anything is looked up. */
export function botUrl(option: string): (text: string) => string {
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !/^https?:$/.test(url.protocol))
      throw failure('INVALID_BOT_URL', { which: 'form', option, text });
    if (url.username !== '' || url.password !== '') throw failure('INVALID_BOT_URL', { which: 'user', option });
    if (isLineHost(url.hostname)) throw failure('INVALID_BOT_URL', { which: 'line', option, text: url.hostname });
    return url.href;
  };
}
