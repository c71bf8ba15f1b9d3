/** Domains of LINE and of those that run it. @see https://developers.line.biz/en/reference/messaging-api/#domain-name */
const DOMAINS = [
  'line.me',
  'line.biz',
  'line-apps.com',
  'line-apps-beta.com',
  'line-scdn.net',
  'line-cdn.net',
  'linecorp.com',
  'lycorp.co.jp',
  'line.naver.jp',
  'line-status.info',
  'lin.ee',
];

/** Whether the host, as `URL` writes it, is LINE's own: no test of a bot may go there. Nothing is looked up. */
export function isLineHost(host: string): boolean {
  const name = host.replace(/\.+$/, '').toLowerCase();
  return DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`));
}
