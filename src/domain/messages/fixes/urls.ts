import type { UrlShape } from '../engine/shapes.js';
import { urlProblems } from '../engine/url.js';
import { type Fixer, mechanical } from './fix.js';

/** What no URL holds anywhere, and a place that some other program fills has: such a text is no URL yet. */
const PLACEHOLDER = /\{\{|\}\}|\$\{|<%|%\{/;
/** Encoded, one of these would be another URL than browsers make of it: they drop it. */
const DROPPED = /[\t\n\r]/;
const UNSAFE = /[^!#$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]/gu;

/** Percent-encodes what must be, and nothing that is. */
export const encodeUrl: Fixer = (_finding, place) => {
  const { value, shape } = place;
  if (typeof value !== 'string' || shape.kind !== 'url') return null;
  const written = encoded(value);
  if (written === null || written === value || !isMended(written, shape)) return null;
  return mechanical(
    written === value.trim() ? 'white space around the URL taken off' : 'percent-encoded',
    place,
    written,
  );
};

/** The URL as LINE wants it, percent-encoded in UTF-8; null where what was meant cannot be told. */
export function encoded(url: string): string | null {
  const trimmed = url.trim();
  if (PLACEHOLDER.test(trimmed) || DROPPED.test(trimmed) || /\p{Surrogate}/u.test(trimmed)) return null;
  const [, start = '', host = '', rest = ''] = /^(https?:\/\/(?:[^/?#@]*@)?)([^/?#]*)(.*)$/isu.exec(trimmed) ?? [];
  if (start === '') return escaped(trimmed);
  const ascii = /^[\0-\x7f]*$/.test(host) ? host : asciiHost(host);
  return ascii === null ? null : `${escaped(start)}${escaped(ascii)}${escaped(rest)}`;
}

/** A host name as DNS knows it. */
function asciiHost(host: string): string | null {
  const url = `https://${host}/`;
  if (!URL.canParse(url)) return null;
  return new URL(url).host;
}

/** A "%" that begins no escape is the character itself. */
function escaped(part: string): string {
  return part.replace(/%(?![0-9a-f]{2})/gi, '%25').replace(UNSAFE, (character) => encodeURIComponent(character));
}

function isMended(url: string, shape: UrlShape): boolean {
  return urlProblems(url, shape).length === 0;
}

/** `http` where only `https` may stand: right where the host answers there. */
export const secureUrl: Fixer = (_finding, { value, shape, pointer }) => {
  if (typeof value !== 'string' || shape.kind !== 'url' || shape.schemes.includes('http')) return null;
  if (!/^http:\/\//i.test(value)) return null;
  const address = encoded(value)?.replace(/^http:/i, 'https:');
  if (address === undefined || !isMended(address, shape) || /^https:\/\/[^/?#]*:\d+(?:[/?#]|$)/.test(address))
    return null;
  const says = `https for http at ${new URL(address).host}`;
  return { kind: 'host', says, edits: [{ do: 'set', at: pointer, value: address }], address };
};

/** A scheme that LINE deprecates, where its page lists what to write in its place; the rule says what. */
export const replaceLineScheme: Fixer = ({ limit }, place) => {
  const { value, shape } = place;
  if (typeof value !== 'string' || shape.kind !== 'url' || typeof limit !== 'string') return null;
  if (!/^https:\/\/(?:line|liff\.line)\.me\//.test(limit)) return null;
  const address = encoded(limit);
  if (address === null || !isMended(address, shape)) return null;
  return mechanical('the form of the LINE URL scheme that is not deprecated', place, address);
};

/** A parameter of LINE's for the browser, misspelt or with another value; the rule says which, and what was meant. */
export const writeBrowserParameter: Fixer = ({ limit, actual }, { value, shape, pointer }) => {
  if (typeof value !== 'string' || shape.kind !== 'url' || typeof actual !== 'string' || typeof limit !== 'string')
    return null;
  if (!/^open\w+=[01]$/.test(limit)) return null;
  const [address = '', ...fragment] = value.split('#');
  const start = address.indexOf('?') + 1;
  const parameters = address.slice(start).split('&');
  const wrong = parameters.findIndex((parameter) => parameter === actual || parameter.split('=', 1)[0] === actual);
  if (start === 0 || wrong === -1) return null;
  const written = [`${address.slice(0, start)}${parameters.with(wrong, limit).join('&')}`, ...fragment].join('#');
  if (!isMended(written, shape)) return null;
  return {
    kind: 'asked',
    says: `"${limit}" for "${parameters[wrong]}"`,
    edits: [{ do: 'set', at: pointer, value: written }],
  };
};
