import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import { isPrivateAddress } from '../../../domain/host/hosts.js';
import type {
  AnswerObserved,
  Certificate,
  CertificateObserved,
  ConnectionObserved,
  FetchedIssuers,
  HandshakeObserved,
  LookupObserved,
} from '../../../domain/webhook/check/observations.js';
import type { EnvironmentVariables } from '../../../ports/host.js';
import type { HandshakeSeen, Offer, ProbeTarget, WebhookPost, WebhookProber } from '../../../ports/webhook/prober.js';
import { certificateOf, describeCertificate } from './certificates.js';
import { type Opened, openConnection, type Route } from './connect.js';
import { offerOptions, type Shaken, shakeHands } from './handshake.js';
import { fetchIssuer, MOST_ISSUERS } from './issuers.js';
import { lookUpAddresses } from './lookup.js';
import { askPlainly } from './plain-http.js';
import { postOver } from './post.js';
import { proxyFor } from './proxy.js';

/** All that one examination may cost a server. */
const MOST_REQUESTS = 60;

export interface ProbeBounds {
  readonly lookupMs: number;
  readonly connectMs: number;
  readonly handshakeMs: number;
  /** For an answer, by the patience with it. */
  readonly answerMs: Readonly<Record<WebhookPost['patience'], number>>;
}

/** LINE gives up after 2 s: whoever takes longer than these is silent. */
const BOUNDS: ProbeBounds = {
  lookupMs: 5000,
  connectMs: 5000,
  handshakeMs: 5000,
  answerMs: { long: 5000, short: 3000 },
};

interface ProberParts {
  readonly env: EnvironmentVariables;
  readonly version: string;
  readonly bounds?: ProbeBounds;
}

/** Looks at a server over real connections. */
export function createWebhookProber(
  target: ProbeTarget,
  { env, version, bounds = BOUNDS }: ProberParts,
): WebhookProber {
  return new Prober(target, env, `line-ops/${version}`, bounds);
}

class Prober implements WebhookProber {
  readonly #host: string;
  readonly #userAgent: string;
  readonly #roots: readonly string[];
  readonly #bounds: ProbeBounds;
  #route: Route;
  #requests = 0;
  /** Set once the server has said that it speaks no HTTP/1.1. */
  #isHttp2Only = false;

  constructor(
    readonly target: ProbeTarget,
    readonly env: EnvironmentVariables,
    userAgent: string,
    bounds: ProbeBounds,
  ) {
    const { url, extraCas } = target;
    this.#host = url.hostname.replace(/^\[|\]$/g, '');
    this.#userAgent = userAgent;
    this.#bounds = bounds;
    // Those that ship with the runtime: NODE_EXTRA_CA_CERTS, which LINE does not know, hides nothing.
    this.#roots = [...rootCertificates, ...extraCas];
    const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
    this.#route = { host: this.#host, port, addresses: null, proxy: proxyFor(url, env) };
  }

  get proxy(): string | null {
    return this.#route.proxy?.name ?? null;
  }

  requests(): number {
    return this.#requests;
  }

  async lookUp(): Promise<LookupObserved> {
    if (isIP(this.#host) !== 0) {
      this.#route = { ...this.#route, addresses: [this.#host] };
      return { type: 'address' };
    }
    const lookup = await lookUpAddresses(this.#host, this.#bounds.lookupMs);
    if (this.#route.proxy === null)
      this.#route = { ...this.#route, addresses: lookup.type === 'found' ? lookup.addresses : [] };
    return lookup;
  }

  async connect(): Promise<ConnectionObserved> {
    const opened = await this.#open();
    this.#tell('TCP', opened.type);
    if (opened.type !== 'open') return opened;
    opened.socket.destroy();
    return { type: 'open', address: opened.address, ms: opened.ms };
  }

  async handshake(offer: Offer): Promise<HandshakeObserved> {
    const { handshake, socket } = await this.#shake(offer, []);
    socket?.destroy();
    return handshake;
  }

  async identify(offer: Offer): Promise<HandshakeSeen> {
    const { handshake, socket } = await this.#shake(offer, this.#roots);
    if (socket === null) return { handshake, certificate: null };
    const certificate = certificateOf(socket, this.#host);
    socket.destroy();
    return { handshake, certificate };
  }

  async plainHttp(): Promise<string | null> {
    const opened = await this.#open();
    if (opened.type !== 'open') return null;
    const { url } = this.target;
    const told = await askPlainly(opened.socket, url.host, this.#userAgent, this.#bounds.handshakeMs);
    this.#tell('HEAD / in plain HTTP', told ?? 'no answer');
    return told;
  }

  async fetchIssuers({ sent, path }: CertificateObserved): Promise<FetchedIssuers> {
    const fetched: Certificate[] = [];
    let last = sent[path.at(-1) ?? 0];
    for (; last !== undefined && fetched.length < MOST_ISSUERS; last = fetched.at(-1)) {
      const found = await this.#fetchIssuer(last);
      if (found.certificate === null) return { certificates: fetched, isTrusted: false, problem: found.problem };
      fetched.push(describeCertificate(found.certificate));
      if (await this.#isTrustedWith(fetched)) return { certificates: fetched, isTrusted: true, problem: null };
      // A root of its own: nothing comes after it.
      if (fetched.at(-1)?.isSelfIssued === true) break;
    }
    return { certificates: fetched, isTrusted: false, problem: null };
  }

  async post(post: WebhookPost): Promise<AnswerObserved> {
    const { socket, why, ms, isTimeout } = await this.#openForHttp();
    if (socket === null) return { type: 'none', why, ms, isTimeout };
    const { url } = this.target;
    const parts = { url, userAgent: this.#userAgent, socket, isHttp2: this.#isHttp2Only };
    const answer = await postOver(parts, post, this.#bounds.answerMs[post.patience]);
    this.#tell(`POST ${url.pathname}`, answer.type === 'answer' ? `${answer.status} ${answer.ms} ms` : answer.why);
    return answer;
  }

  async #open(): Promise<Opened> {
    if (MOST_REQUESTS <= this.#requests) return { type: 'prevented', why: `${MOST_REQUESTS} requests were made` };
    this.#requests += 1;
    return openConnection(this.#route, this.#bounds.connectMs, this.#userAgent);
  }

  /** Reading all CAs of the runtime takes longer than a handshake does: only where they are asked they are given. */
  async #shake(offer: Offer, ca: readonly string[]): Promise<Shaken> {
    const shaken = await this.#shakeWith({ ...offerOptions(offer), ca: [...ca] });
    this.#tell(`TLS ${offerName(offer)}`, handshakeTold(shaken.handshake));
    return shaken;
  }

  async #shakeWith(options: Parameters<typeof shakeHands>[2]): Promise<Shaken> {
    const opened = await this.#open();
    if (opened.type === 'open') return shakeHands(opened.socket, this.#host, options, this.#bounds.handshakeMs);
    const why = opened.type === 'timeout' ? `no connection within ${opened.ms} ms` : opened.why;
    return { handshake: { type: 'untried', why }, socket: null };
  }

  /** A connection to post over: with TLS as LINE offers it, whatever the certificate is. */
  async #openForHttp() {
    const none = { why: '', ms: 0, isTimeout: false };
    if (this.target.url.protocol === 'http:') {
      const opened = await this.#open();
      return opened.type === 'open' ? { ...none, socket: opened.socket } : { ...none, ...noConnection(opened) };
    }
    const options = { ...offerOptions({ type: 'asLine' }), ca: [] };
    const first = await this.#shakeWith({ ...options, ALPNProtocols: [this.#isHttp2Only ? 'h2' : 'http/1.1'] });
    if (first.handshake.type !== 'alert' || first.handshake.alert !== NO_PROTOCOL || this.#isHttp2Only)
      return { ...none, ...forHttp(first) };
    this.#isHttp2Only = true;
    return { ...none, ...forHttp(await this.#shakeWith({ ...options, ALPNProtocols: ['h2'] })) };
  }

  async #fetchIssuer(certificate: Certificate) {
    if (MOST_REQUESTS <= this.#requests) return { certificate: null, problem: `${MOST_REQUESTS} requests were made` };
    this.#requests += 1;
    const own = this.#route.addresses ?? [];
    const found = await fetchIssuer(new X509Certificate(certificate.pem), {
      env: this.env,
      userAgent: this.#userAgent,
      mayBePrivate: 0 < own.length && own.every(isPrivateAddress),
      lookUp: async (host) => {
        const lookup = await lookUpAddresses(host.replace(/^\[|\]$/g, ''), this.#bounds.lookupMs);
        return lookup.type === 'found' ? lookup.addresses : lookup.type === 'address' ? [host] : [];
      },
    });
    this.#tell(`GET issuer of ${certificate.subject}`, found.problem ?? 'found');
    return found;
  }

  async #isTrustedWith(more: readonly Certificate[]): Promise<boolean> {
    const { socket } = await this.#shake({ type: 'asLine' }, [...this.#roots, ...more.map(({ pem }) => pem)]);
    if (socket === null) return false;
    const trust = certificateOf(socket, this.#host)?.trust.type;
    socket.destroy();
    return trust === 'trusted' || trust === 'outOfDate';
  }

  #tell(what: string, came: string): void {
    this.target.tell(`${what} ${this.#route.host}:${this.#route.port}: ${came}`);
  }
}

/** What OpenSSL calls the refusal of every protocol offered. @see https://www.rfc-editor.org/rfc/rfc7301#section-3.2 */
const NO_PROTOCOL = 'no application protocol';

function forHttp({ handshake, socket }: Shaken) {
  if (socket !== null) return { socket };
  const isTimeout = handshake.type === 'silent';
  const ms = isTimeout ? handshake.ms : 0;
  return { socket, why: `took no TLS connection: ${handshakeTold(handshake)}`, ms, isTimeout };
}

function noConnection(opened: Exclude<Opened, { type: 'open' }>) {
  const why = opened.type === 'timeout' ? `nothing came within ${opened.ms} ms` : opened.why;
  return { socket: null, why: `took no connection: ${why}`, isTimeout: opened.type === 'timeout' };
}

function offerName(offer: Offer): string {
  switch (offer.type) {
    case 'asLine':
      return 'as LINE offers it';
    case 'version':
      return offer.version;
    case 'ciphers':
      return `with ${offer.ciphers[0] ?? ''} and its like`;
  }
}

function handshakeTold(handshake: HandshakeObserved): string {
  switch (handshake.type) {
    case 'done':
      return `${handshake.protocol} ${handshake.cipher}`;
    case 'alert':
      return `refused, ${handshake.alert}`;
    case 'silent':
      return `silent for ${handshake.ms} ms`;
    case 'closed':
      return 'closed';
    case 'notTls':
      return 'no TLS';
    case 'untried':
      return handshake.why;
  }
}
