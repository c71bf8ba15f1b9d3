import type {
  AnswerObserved,
  CertificateObserved,
  ConnectionObserved,
  FetchedIssuers,
  HandshakeObserved,
  LookupObserved,
  TlsVersion,
} from '../../domain/webhook/check/observations.js';

/** The server that is looked at. */
export interface ProbeTarget {
  readonly url: URL;
  /** CAs beside those of the runtime, in PEM. */
  readonly extraCas: readonly string[];
  /** Hears of each request in one line. */
  tell(line: string): void;
}

/** What is offered in a handshake. */
export type Offer =
  /** All that LINE offers. */
  | { readonly type: 'asLine' }
  /** One version, with every cipher there is. */
  | { readonly type: 'version'; readonly version: TlsVersion }
  /** TLS 1.2 with these ciphers alone. */
  | { readonly type: 'ciphers'; readonly ciphers: readonly string[] };

/** One signed or unsigned POST. */
export interface WebhookPost {
  readonly body: string;
  /** Header name and value; null for none. */
  readonly signature: readonly [name: string, value: string] | null;
  /** `long`: longer than LINE waits, to tell slow from silent. */
  readonly patience: 'long' | 'short';
}

/**
 * Looks at one server from outside, each time over a fresh connection, and says what it saw. Never throws for what the
 * network or the server does, waits for nothing longer than its bounds, follows no redirect, and makes at most sixty
 * requests in all; further ones are answered as untried.
 */
export interface WebhookProber {
  /** The addresses found are the only ones that later probes go to. */
  lookUp(): Promise<LookupObserved>;
  connect(): Promise<ConnectionObserved>;
  /** Host and port of the proxy that leads there, without its credentials; null for none. */
  readonly proxy: string | null;
  handshake(offer: Offer): Promise<HandshakeObserved>;
  /** A handshake in which the certificates are looked at too. */
  identify(offer: Offer): Promise<HandshakeSeen>;
  /** The status line of an answer to plain HTTP on the same port; null where none came. */
  plainHttp(): Promise<string | null>;
  /** Fetches what a chain lacks from the addresses that its certificates name, within bounds. */
  fetchIssuers(certificate: CertificateObserved): Promise<FetchedIssuers>;
  post(post: WebhookPost): Promise<AnswerObserved>;
  /** Requests, handshakes and connections made so far. */
  requests(): number;
}

/** A handshake, and what the server showed in it. */
export interface HandshakeSeen {
  readonly handshake: HandshakeObserved;
  readonly certificate: CertificateObserved | null;
}
