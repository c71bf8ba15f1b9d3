import { doubtful, failing, passed, skipped, unknowable, type Verdict } from '../../examination/examination.js';
import { SAVE_THE_CHAIN, TRUST_A_TEST_CA } from './advice.js';
import type { Certificate, CertificateObserved, Observed } from './observations.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Fewer days than this are a warning. */
const FEW_DAYS = 30;

/** Whether a CA that everybody knows vouches for it. */
export function judgeTrust({ tls }: Observed): Verdict {
  const certificate = tls?.certificate ?? null;
  if (certificate === null) return skipped('not examined: no certificate was seen');
  const { trust, fetched, sent } = certificate;
  const issuer = sent[certificate.path.at(-1) ?? 0]?.issuer ?? '';
  switch (trust.type) {
    case 'trusted':
      return passed(`issued by ${sent[0]?.issuer ?? issuer}`);
    case 'outOfDate':
      return passed(`issued by ${sent[0]?.issuer ?? issuer}, for another time than now`);
    case 'selfSigned':
      return failing(
        `it is signed by itself (${sent[0]?.subject ?? ''})`,
        'Get a certificate from a CA that browsers trust: LINE refuses self-signed ones.',
      );
    case 'unknownRoot':
      return failing(
        `it leads to ${issuer}, a CA that is not publicly trusted`,
        `Get a certificate from a CA that browsers trust. ${TRUST_A_TEST_CA}`,
      );
    case 'incomplete':
      return judgeIncomplete(issuer, fetched);
    case 'refused':
      return failing(`it is not trusted: ${trust.code}`, 'Get a new certificate from a CA that browsers trust.');
  }
}

function judgeIncomplete(issuer: string, fetched: CertificateObserved['fetched']): Verdict {
  if (fetched?.isTrusted === true) return passed(`issued by ${issuer}, once what is missing in the chain is added`);
  const why = fetched?.problem ?? null;
  return failing(
    `it leads to ${issuer}, which is not sent and not publicly trusted${why === null ? '' : ` (${why})`}`,
    `Serve the whole chain of a CA that browsers trust. ${TRUST_A_TEST_CA}`,
  );
}

/** Whether the server sends all that leads to a known CA: LINE fetches nothing. */
export function judgeChain({ tls }: Observed): Verdict {
  const certificate = tls?.certificate ?? null;
  if (certificate === null) return skipped('not examined: no certificate was seen');
  const { sent, trust, path, fetched } = certificate;
  if (trust.type === 'selfSigned') return skipped('not examined: the certificate is signed by itself');
  if (trust.type === 'incomplete') {
    const missing = (fetched?.certificates ?? []).map(({ subject }) => subject);
    const last = sent[path.at(-1) ?? 0]?.issuer ?? '';
    return failing(
      `${chainTold(certificate)}; missing: ${missing.length === 0 ? last : missing.join(', ')}`,
      fetched?.isTrusted === true
        ? SAVE_THE_CHAIN
        : 'Configure the full chain that the CA gave you with the certificate.',
    );
  }
  const inOrder = path.every((position, at) => position === at);
  const extra = sent.filter((_one, position) => !path.includes(position)).map(({ subject }) => subject);
  if (!inOrder) {
    return doubtful(
      `${chainTold(certificate)}: complete, but not each followed by its issuer`,
      'Put them in order, the own certificate first: some clients take no other.',
    );
  }
  if (0 < extra.length) {
    return doubtful(
      `${chainTold(certificate)}: complete, and ${extra.join(', ')} belongs to another chain`,
      'Leave out what does not belong to it.',
    );
  }
  return passed(chainTold(certificate));
}

/** `sent: bot.example.com, R11`. */
function chainTold({ sent }: CertificateObserved): string {
  return `sent: ${sent.map(({ subject }) => subject).join(', ')}`;
}

/** Whether it is for this host. */
export function judgeHost({ tls, target }: Observed): Verdict {
  const certificate = tls?.certificate ?? null;
  if (certificate === null) return skipped('not examined: no certificate was seen');
  const host = target.url !== null && URL.canParse(target.url) ? new URL(target.url).hostname : '';
  const names = namesTold(certificate.sent[0]);
  return certificate.matchesHost
    ? passed(`${host} is among ${names}`)
    : failing(`${host} is not among ${names}`, `Get a certificate for ${host}, or name a host that it is for.`);
}

const NAMES_TOLD = 5;

function namesTold(certificate: Certificate | undefined): string {
  const names = certificate?.names ?? [];
  if (names.length === 0) return 'its names: it has none';
  const more = names.length - NAMES_TOLD;
  return `its names: ${names.slice(0, NAMES_TOLD).join(', ')}${0 < more ? ` and ${more} more` : ''}`;
}

/** How long the chain is good for: the certificate of it that ends first counts. */
export function judgeValidity({ tls, now }: Observed): Verdict {
  const certificate = tls?.certificate ?? null;
  const own = certificate?.sent[0];
  if (certificate === null || own === undefined) return skipped('not examined: no certificate was seen');
  const path = inUse(certificate, now);
  const first = path.reduce((soonest, one) => (one.notAfter < soonest.notAfter ? one : soonest), own);
  const early = path.find(({ notBefore }) => now < notBefore);
  const days = Math.floor((first.notAfter - now) / DAY_MS);
  const whose = first === own ? '' : ` (of ${first.subject})`;
  if (!Number.isFinite(days)) return unknowable('its dates cannot be read');
  if (early !== undefined)
    return failing(
      `it begins only at ${dayOf(early.notBefore)}`,
      'Wait until then, or serve the one before; check the clock of whoever issued it.',
    );
  if (first.notAfter <= now)
    return failing(`it ended at ${dayOf(first.notAfter)}${whose}`, 'Renew it, and have the server load the new one.');
  const detail = `${days} ${days === 1 ? 'day' : 'days'} left, until ${dayOf(first.notAfter)}${whose}`;
  return days < FEW_DAYS
    ? doubtful(detail, 'Renew it, and see why it is not renewed by itself: most are, 30 days before the end.')
    : passed(detail);
}

/**
 * The certificates that the dates are asked of. A root that is sent counts for nobody; and where the chain is trusted
 * now, what has ended in it is a second way to a root that is not taken.
 */
function inUse({ sent, path, trust }: CertificateObserved, now: number): readonly Certificate[] {
  return path.flatMap((position, at) => {
    const one = sent[position];
    if (one === undefined || (0 < at && one.isSelfIssued)) return [];
    return trust.type === 'trusted' && one.notAfter <= now ? [] : one;
  });
}

function dayOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
