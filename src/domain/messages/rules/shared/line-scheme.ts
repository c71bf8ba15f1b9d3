/** Where `line://` and the LINE URL schemes that replace it are described. */
export const LINE_SCHEME_DOCS = 'https://developers.line.biz/en/docs/line-login/using-line-url-scheme/';

/** What every LINE URL scheme starts with that opens something in LINE's app. */
const LINE_HOME = 'https://line.me/R/';
/** What every URL starts with that opens a LIFF app. */
const LIFF_HOME = 'https://liff.line.me/';

/** What stands behind the scheme where something of the sender's follows. @see https://developers.line.biz/en/docs/line-login/using-line-url-scheme/ */
const WITH_ENDING = [
  'ti/p/',
  'nv/recommendOA/',
  'oaMessage/',
  'home/public/profile?id=',
  'share?text=',
  'shop/sticker/detail/',
  'shop/sticker/author/',
  'shop/category/',
  'shop/theme/detail?id=',
];

/** What stands behind the scheme, whole. @see https://developers.line.biz/en/docs/line-login/using-line-url-scheme/ */
const WHOLE = [
  'nv/camera/',
  'nv/cameraRoll/single',
  'nv/cameraRoll/multi',
  'nv/location/',
  'nv/profile',
  'nv/profileSetId',
  'nv/chat',
  'nv/commerce',
  'nv/wallet',
  'nv/addFriends',
  'nv/officialAccounts',
  'nv/settings',
  'nv/settings/account',
  'nv/settings/privacy',
  'nv/settings/sticker',
  'nv/settings/themeSettingsMenu',
  'nv/settings/theme',
  'nv/settings/chatSettings',
  'nv/settings/callSettings',
  'nv/settings/addressBookSync',
  'nv/connectedApps',
  'nv/connectedDevices',
  'nv/themeSettings',
  'nv/notificationServiceDetail',
  'nv/suggestSettings',
  'nv/stickerShop',
  'nv/stickerShop/mySticker',
  'shop/sticker/hot',
  'shop/sticker/new',
  'shop/sticker/event',
  'shop/sticker/category',
];

/** Whether a URL has the scheme `line`. */
export function isLineScheme(url: string): boolean {
  return /^line:/i.test(url);
}

/**
 * The documented URL that opens the same as a `line://` URL does; null where the page lists none, as for screens that
 * LINE's app no longer has.
 */
export function replacementOf(lineUrl: string): string | null {
  const path = lineUrl.replace(/^line:\/*(?:R\/)?/i, '');
  const liff = liffReplacement(path);
  if (liff !== null) return liff;
  const text = /^msg\/text\/?\??(.+)$/.exec(path)?.[1];
  if (text !== undefined) return `${LINE_HOME}share?text=${text}`;
  const start = WITH_ENDING.find((known) => path.startsWith(known) && known.length < path.length);
  // The page asks for the "@" of a LINE ID to be percent-encoded.
  if (start !== undefined) return `${LINE_HOME}${start}${path.slice(start.length).replace(/^@/, '%40')}`;
  const whole = WHOLE.find((known) => withoutSlash(known) === withoutSlash(path));
  return whole === undefined ? null : `${LINE_HOME}${whole}`;
}

/** The URL that replaces the form of LIFF URLs that went with LIFF v1; null for any other URL. */
export function liffReplacementOf(url: string): string | null {
  return url.startsWith(LINE_HOME) ? liffReplacement(url.slice(LINE_HOME.length)) : null;
}

/** Whether a URL opens a LIFF app; a LINE MINI App is one. */
export function isLiffUrl(url: string): boolean {
  return url.startsWith(LIFF_HOME) || url.startsWith('https://miniapp.line.me/');
}

/** Whether a URL does nothing in LINE for PC: LINE URL schemes do not, but the one of an account's profile has a web page. */
export function isForPhonesOnly(url: string): boolean {
  return isLineScheme(url) || (url.startsWith(LINE_HOME) && !url.startsWith(`${LINE_HOME}ti/p/`));
}

function liffReplacement(path: string): string | null {
  const app = /^app\/(.+)$/.exec(path)?.[1];
  return app === undefined ? null : `${LIFF_HOME}${app}`;
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
