import { type ExaminationStatus, unknowable, type Verdict } from '../../examination/examination.js';
import { isPrivateAddress } from '../../host/hosts.js';
import { shown } from '../../text/shown.js';
import { sizeWords } from '../../text/size-words.js';
import type { ContentKind } from './kinds.js';
import { type Media, type MediaType, readMedia } from './media-header.js';

/** What came of fetching one URL. */
export type ContentReply =
  | {
      readonly type: 'answer';
      readonly status: number;
      /** Where redirects led, the last one being where the answer came from. */
      readonly redirects: readonly string[];
      /** `Content-Type` as it came. */
      readonly contentType: string | null;
      /** Of the whole file; null where the server does not say and not all of it was read. */
      readonly bytes: number | null;
      /** At least so many bytes it has. */
      readonly atLeast: number;
      readonly head: Uint8Array;
      /** `TLSv1.3`; null over plain http. */
      readonly tls: string | null;
      readonly address: string | null;
    }
  /** The other side said no, or nothing that could be used. */
  | { readonly type: 'failed'; readonly why: string }
  /** Nobody can tell whether the server or the way to it is at fault. */
  | { readonly type: 'notReached'; readonly why: string };

interface Fault {
  readonly status: Extract<ExaminationStatus, 'fail' | 'warn'>;
  readonly detail: string;
  readonly hint: string;
}

/** Holds what a URL leads to against LINE's limits for what it has to be. */
export function contentVerdict(url: string, kind: ContentKind, reply: ContentReply): Verdict {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:')
    return {
      status: 'fail',
      detail: `${url}: LINE takes https alone`,
      hint: 'Serve it over https, with TLS 1.2 or later.',
    };
  if (reply.type === 'notReached')
    return unknowable(`${url}: ${reply.why}`, 'Try again from where the internet is reached.');
  if (reply.type === 'failed')
    return { status: 'fail', detail: `${url}: ${reply.why}`, hint: 'Whoever gets the message sees nothing there.' };
  if (reply.status !== 200)
    return {
      status: 'fail',
      detail: `${url}: answered ${reply.status}`,
      hint: 'Serve it with status 200 to everybody, without a login.',
    };
  const media = readMedia(reply.head);
  const faults = [
    ...typeFaults(media, reply, kind),
    ...sizeFaults(reply, kind),
    ...pixelFaults(media, kind),
    ...wayFaults(reply),
  ];
  const measured = `${url}: ${measuredWords(media, reply)}`;
  const worst = faults.find(({ status }) => status === 'fail') ?? faults[0];
  if (worst === undefined) return { status: 'pass', detail: measured, hint: null };
  return {
    status: worst.status,
    detail: `${measured}; ${faults.map(({ detail }) => detail).join('; ')}`,
    hint: [...new Set(faults.map(({ hint }) => hint))].join(' '),
  };
}

type Answer = Extract<ContentReply, { type: 'answer' }>;

function measuredWords({ type, width, height }: Media, { bytes, atLeast, tls }: Answer): string {
  const pixels = width === null || height === null ? [] : [`${width} x ${height}`];
  const size = bytes === null ? `at least ${sizeWords(atLeast)}` : sizeWords(bytes);
  return [TYPE_NAMES[type], ...pixels, size, ...(tls === null ? [] : [tls.replace('TLSv', 'TLS ')])].join(', ');
}

const TYPE_NAMES: Readonly<Record<MediaType, string>> = {
  png: 'PNG',
  jpeg: 'JPEG',
  gif: 'GIF',
  webp: 'WebP',
  mp4: 'MP4',
  m4a: 'M4A',
  mp3: 'MP3',
  html: 'a web page',
  other: 'of no known type',
};

/** What servers call them. */
const MEDIA_TYPES: Readonly<Partial<Record<MediaType, RegExp>>> = {
  png: /^image\/(?:png|apng)$/,
  jpeg: /^image\/jpe?g$/,
  mp4: /^(?:video|audio)\/(?:mp4|x-m4v|x-m4a|m4a)$/,
  m4a: /^audio\/(?:mp4|x-m4a|m4a|aac)$/,
  mp3: /^audio\/(?:mpeg|mp3)$/,
};

function typeFaults({ type, isAnimated }: Media, { contentType }: Answer, kind: ContentKind): readonly Fault[] {
  const wanted = kind.types.map((each) => TYPE_NAMES[each]).join(' or ');
  if (!kind.types.includes(type))
    return [{ status: 'fail', detail: `it has to be ${wanted}`, hint: `Put a file there that is ${wanted}.` }];
  const faults: Fault[] = [];
  const said = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (MEDIA_TYPES[type]?.test(said) !== true) {
    const detail = said === '' ? 'the server does not say its type' : `the server calls it ${shown(said)}`;
    faults.push({ status: 'warn', detail, hint: 'Give the right Content-Type: not every app shows it otherwise.' });
  }
  if (kind.name.startsWith('Animated') && !isAnimated)
    faults.push({ status: 'warn', detail: 'it does not move', hint: 'Put an APNG there, or leave "animated" out.' });
  return faults;
}

/** LINE does not say how many bytes an MB has: between the two readings nobody can tell. */
function sizeFaults({ bytes, atLeast }: Answer, { maxMegabytes }: ContentKind): readonly Fault[] {
  const least = bytes ?? atLeast;
  if (least <= maxMegabytes * 1_000_000) return [];
  const limit = maxMegabytes < 1 ? `${maxMegabytes * 1000} KB` : `${maxMegabytes} MB`;
  const isSure = maxMegabytes * (maxMegabytes < 1 ? 1_024_000 : 1_048_576) < least;
  const hint = `Make it smaller than ${limit}.`;
  return [{ status: isSure ? 'fail' : 'warn', detail: `${isSure ? 'over' : 'about'} ${limit}`, hint }];
}

function pixelFaults({ width, height }: Media, kind: ContentKind): readonly Fault[] {
  if (width === null || height === null) return [];
  const faults: Fault[] = [];
  const [maxWidth, maxHeight] = [kind.maxWidth ?? width, kind.maxHeight ?? height];
  if (maxWidth < width || maxHeight < height) {
    const most = kind.maxHeight === null ? `${maxWidth} pixels wide` : `${maxWidth} x ${maxHeight} pixels`;
    faults.push({ status: 'fail', detail: `at most ${most}`, hint: `Scale it to ${most}.` });
  }
  if (kind.width !== null && kind.width !== width) {
    const detail = `${kind.width} pixels wide was meant`;
    faults.push({ status: 'warn', detail, hint: 'Serve each width that LINE asks for.' });
  }
  if (kind.isSquare && width !== height)
    faults.push({ status: 'warn', detail: 'it has to be square', hint: 'Cut it to a square.' });
  return faults;
}

function wayFaults({ redirects, address }: Answer): readonly Fault[] {
  const faults: Fault[] = [];
  const last = redirects.at(-1);
  if (last !== undefined) {
    const detail = `${redirects.length === 1 ? 'a redirect leads' : `${redirects.length} redirects lead`} to ${last}`;
    faults.push({
      status: 'warn',
      detail,
      hint: 'Name the last URL in the message: each person asks as often as it is redirected.',
    });
  }
  if (address !== null && isPrivateAddress(address))
    faults.push({
      status: 'warn',
      detail: `${address} is a private address`,
      hint: 'Nobody outside reaches it: serve it from a public host.',
    });
  return faults;
}
