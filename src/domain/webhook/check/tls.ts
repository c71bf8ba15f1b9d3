import { doubtful, failing, passed, skipped, unknowable, type Verdict } from '../../examination/examination.js';
import { CURRENT_CIPHERS, DEPRECATED_CIPHERS, TLS13_CIPHERS } from './line-tls.js';
import {
  type HandshakeDone,
  type HandshakeObserved,
  type Observed,
  TLS_VERSIONS,
  type TlsVersion,
} from './observations.js';

const NO_TLS = 'not examined: there was no TLS';

/** A handshake with all that LINE offers. */
export function judgeHandshake({ target, tls }: Observed): Verdict {
  if (target.isPlainHttp) return skipped('plain http has no TLS; LINE takes https alone');
  if (tls === null) return skipped('not examined: no connection');
  const { asLine, plainHttp } = tls;
  switch (asLine.type) {
    case 'done':
      return passed(`${versionName(asLine.protocol)}, ${asLine.cipher}, ${asLine.ms} ms`);
    case 'notTls':
      return failing(
        plainHttp === null
          ? 'what answers on the port does not speak TLS'
          : `the port speaks plain HTTP: it answered "${plainHttp}"`,
        'Serve https there, or name the port that does.',
      );
    case 'silent':
      return failing(
        `the connection was taken, and nothing was said for ${asLine.ms} ms`,
        'Look for a server that hangs, a firewall that swallows data, and a port that waits for another protocol.',
      );
    case 'alert':
      return failing(
        `the server refused the handshake: ${asLine.alert}`,
        'Offer TLS 1.2 or 1.3 with a cipher on the list of LINE, for this very host name.',
      );
    case 'closed':
      return failing(
        'the server closed the connection during the handshake',
        'Look into its log; check that a certificate is set for this host name, and that no firewall cuts TLS.',
      );
    case 'untried':
      return unknowable(`the handshake could not be tried: ${asLine.why}`);
  }
}

/** TLS 1.2 or 1.3, which LINE speaks. */
export function judgeVersions({ tls }: Observed): Verdict {
  const versions = tls?.versions ?? null;
  if (versions === null) return skipped(NO_TLS);
  const detail = versionsTold(versions);
  const modern = [versions['TLSv1.2'], versions['TLSv1.3']];
  if (modern.some(isDone)) return passed(detail);
  const isTold = modern.every(({ type }) => type === 'alert');
  return isTold
    ? failing(detail, 'Switch on TLS 1.2 and 1.3: LINE speaks nothing older.')
    : unknowable(detail, 'Run it again; a firewall or a limit on connections may have cut in.');
}

/** TLS 1.0 and 1.1, which nobody should accept any more. @see https://www.rfc-editor.org/rfc/rfc8996 */
export function judgeOldVersions({ tls }: Observed): Verdict {
  const versions = tls?.versions ?? null;
  if (versions === null) return skipped(NO_TLS);
  const old = { TLSv1: versions.TLSv1, 'TLSv1.1': versions['TLSv1.1'] };
  const detail = versionsTold(old);
  if (Object.values(old).some(isDone)) return doubtful(detail, 'Switch off TLS 1.0 and 1.1: they are broken.');
  return Object.values(old).every(({ type }) => type === 'alert') ? passed(detail) : unknowable(detail);
}

/** `accepted: 1.2, 1.3; refused: 1.0; could not be told: 1.1 (closed)`. */
function versionsTold(versions: Readonly<Partial<Record<TlsVersion, HandshakeObserved>>>): string {
  const names = (belongs: (handshake: HandshakeObserved) => boolean, doubt = false) =>
    TLS_VERSIONS.flatMap((version) => {
      const handshake = versions[version];
      if (handshake === undefined || !belongs(handshake)) return [];
      return `${versionName(version)}${doubt ? ` (${doubtWords(handshake)})` : ''}`;
    }).join(', ');
  const accepted = names(isDone);
  const refused = names(({ type }) => type === 'alert');
  const untold = names((handshake) => !isDone(handshake) && handshake.type !== 'alert', true);
  return [
    ...(accepted === '' ? [] : [`accepted: ${accepted}`]),
    ...(refused === '' ? [] : [`refused: ${refused}`]),
    ...(untold === '' ? [] : [`could not be told: ${untold}`]),
  ].join('; ');
}

function doubtWords(handshake: HandshakeObserved): string {
  switch (handshake.type) {
    case 'silent':
      return `silent for ${handshake.ms} ms`;
    case 'closed':
      return 'connection closed';
    case 'untried':
      return handshake.why;
    default:
      return 'no TLS';
  }
}

/** `TLSv1` is TLS 1.0. */
function versionName(protocol: string): string {
  return protocol === 'TLSv1' ? 'TLS 1.0' : protocol.replace('TLSv', 'TLS ');
}

/** LINE's two lists. */
export function judgeCiphers({ tls }: Observed): Verdict {
  if (tls === null || tls.ciphers === null) return skipped(NO_TLS);
  const { current, deprecated } = tls.ciphers;
  const tls13 = tls.versions?.['TLSv1.3'] ?? null;
  const accepted = [tls13, current].filter((handshake) => handshake !== null).filter(isDone);
  const old = isDone(deprecated) ? deprecated.cipher : null;
  const detail = [
    accepted.length === 0
      ? 'none of the current ciphers was accepted'
      : `current: ${accepted.map(({ cipher }) => cipher).join(', ')}`,
    old === null ? 'none of the deprecated ones was accepted' : `deprecated: ${old}`,
  ].join('; ');
  if (isDone(tls.asLine) && isDeprecated(tls.asLine)) {
    return doubtful(
      `${detail}; LINE would get ${tls.asLine.cipher}, which it may cease to offer`,
      `Offer one of: ${CURRENT_CIPHERS.join(', ')}, and prefer it.`,
    );
  }
  if (0 < accepted.length) return passed(detail);
  const isRefused = [tls13, current].every((handshake) => handshake === null || handshake.type === 'alert');
  if (!isRefused) return unknowable(detail);
  return failing(
    `${detail}: LINE cannot connect`,
    `Offer one of: ${[...TLS13_CIPHERS, ...CURRENT_CIPHERS].join(', ')}.`,
  );
}

/** HTTP/2 is for the current ciphers alone. */
export function judgeAlpn({ tls }: Observed): Verdict {
  if (tls === null || !isDone(tls.asLine)) return skipped(NO_TLS);
  const chosen = protocolName(tls.asLine.alpn);
  if (tls.asLine.alpn === 'h2' && isDeprecated(tls.asLine)) {
    return failing(
      `${chosen} with ${tls.asLine.cipher}, which LINE uses with HTTP/1.x alone`,
      'Offer one of the current ciphers, or switch HTTP/2 off.',
    );
  }
  return passed(chosen);
}

function protocolName(alpn: string | null): string {
  if (alpn === null) return 'no protocol was chosen, which means HTTP/1.1';
  return alpn === 'h2' ? 'HTTP/2 was chosen' : `${alpn.toUpperCase()} was chosen`;
}

function isDone(handshake: HandshakeObserved): handshake is HandshakeDone {
  return handshake.type === 'done';
}

function isDeprecated({ cipher }: HandshakeDone): boolean {
  return DEPRECATED_CIPHERS.includes(cipher);
}
