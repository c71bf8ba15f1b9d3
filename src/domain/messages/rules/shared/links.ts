import { nearestName } from '../../../text/nearest-name.js';
import { shown } from '../../../text/shown.js';
import type { UrlCheck } from '../../engine/shapes.js';
import {
  isForPhonesOnly,
  isLiffUrl,
  isLineScheme,
  LINE_SCHEME_DOCS,
  liffReplacementOf,
  replacementOf,
} from './line-scheme.js';

type Remark = ReturnType<UrlCheck>[number];

const NOTHING: readonly Remark[] = [];

const BROWSER_DOCS = `${LINE_SCHEME_DOCS}#opening-url-in-external-browser`;

/** Query parameters by which LINE opens a link elsewhere than in its own browser, and the one value that each has. */
const BROWSER_PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['openExternalBrowser', '1'],
  ['openInAppBrowser', '0'],
]);

/**
 * What LINE does with a link that it takes: `line://` is deprecated, because another app can take such links over, and a
 * parameter of LINE's that is misspelt is none.
 *
 * @see https://developers.line.biz/en/docs/line-login/using-line-url-scheme/
 */
export const checkLink: UrlCheck = (url) => {
  if (isLineScheme(url)) return [deprecatedScheme(url)];
  const liff = liffReplacementOf(url);
  if (liff !== null)
    return [deprecated(`is the form of LIFF v1, which is deprecated: write ${shown(liff)}`, liff, url)];
  return url.includes('?') ? browserRemarks(url) : NOTHING;
};

/** As `checkLink`, for a link that LINE for PC opens, which knows no LINE URL scheme. */
export const checkDesktopLink: UrlCheck = (url) => {
  const remarks = checkLink(url);
  if (!isForPhonesOnly(url)) return remarks;
  const message = 'opens nothing: LINE URL schemes do not work in LINE for PC';
  return [...remarks, { rule: 'no-effect', severity: 'warning', message, actual: shown(url), docs: LINE_SCHEME_DOCS }];
};

function deprecatedScheme(url: string): Remark {
  const replacement = replacementOf(url);
  const advice =
    replacement === null
      ? "write the https://line.me/R/… form, if LINE's page lists one for it"
      : `write ${shown(replacement)}`;
  return deprecated(
    `starts with line://, which is deprecated because other apps can take such links over: ${advice}`,
    replacement,
    url,
  );
}

function deprecated(message: string, limit: string | null, url: string): Remark {
  return { rule: 'deprecated', severity: 'warning', message, limit, actual: shown(url), docs: LINE_SCHEME_DOCS };
}

function browserRemarks(url: string): readonly Remark[] {
  const [address = '', fragment = ''] = url.split('#', 2);
  const remarks = [...parametersOf(address)].flatMap(({ name, value }) => remarkOn(name, value, url));
  for (const { name } of parametersOf(fragment)) {
    if (BROWSER_PARAMETERS.has(name)) {
      remarks.push(remark(`has ${name} behind the "#", where it is no query parameter`, `before the "#"`, name));
    }
  }
  return remarks;
}

function* parametersOf(address: string): Generator<{ readonly name: string; readonly value: string }> {
  const start = address.indexOf('?');
  if (start === -1) return;
  for (const parameter of address.slice(start + 1).split('&')) {
    const [name = '', value = ''] = parameter.split('=', 2);
    // Names that are nothing alike are not compared letter by letter.
    if (/open|brows|extern/i.test(name)) yield { name, value };
  }
}

function remarkOn(name: string, value: string, url: string): Remark[] {
  const wanted = BROWSER_PARAMETERS.get(name);
  if (wanted === undefined) {
    const meant = nearestName(name, BROWSER_PARAMETERS.keys());
    if (meant === null) return [];
    const form = `${meant}=${BROWSER_PARAMETERS.get(meant)}`;
    return [
      remark(`has the parameter "${shown(name)}", which LINE does not know: did you mean "${form}"?`, form, name),
    ];
  }
  const form = `${name}=${wanted}`;
  if (value !== wanted)
    return [remark(`has ${name}="${shown(value)}", only ${form} has an effect`, form, `${name}=${value}`)];
  if (!isLiffUrl(url)) return [];
  const message = `has ${name}, which has no effect on a URL that opens a LIFF app`;
  return [{ rule: 'no-effect', severity: 'warning', message, actual: name, docs: BROWSER_DOCS }];
}

function remark(message: string, limit: string, actual: string): Remark {
  return { rule: 'browser-parameter', severity: 'warning', message, limit, actual: shown(actual), docs: BROWSER_DOCS };
}
