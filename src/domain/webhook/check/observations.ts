import type { TestOutcome } from '../test-reason.js';
import type { WebhookUrlProblem } from '../url.js';
import type { EventProbeName, FormProbeName } from './probes.js';

/** Everything that was seen of a webhook endpoint, before anybody judges it. What was not looked at is null. */
export interface Observed {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly target: TargetObserved;
  readonly settings: SettingsObserved;
  readonly network: NetworkObserved | null;
  readonly tls: TlsObserved | null;
  readonly answers: AnswersObserved;
  readonly lineTest: LineTestObserved;
}

/** What is examined, and where it came from. */
export interface TargetObserved {
  /** Null where none was given and none is set. */
  readonly url: string | null;
  readonly isGiven: boolean;
  readonly problems: readonly WebhookUrlProblem[];
  /** Whether it is plain http to this machine, where there is no TLS to examine. */
  readonly isPlainHttp: boolean;
}

/** What LINE says of the channel, or why it could not be asked. */
export type SettingsObserved =
  | { readonly type: 'asked'; readonly endpoint: EndpointSetting; readonly chatMode: string | null }
  | { readonly type: 'notAsked'; readonly why: string };

/** Null where none is set. */
type EndpointSetting = { readonly endpoint: string; readonly active: boolean | null } | null;

export interface NetworkObserved {
  readonly lookup: LookupObserved;
  readonly connection: ConnectionObserved;
  /** Host and port of the proxy that everything went through; null for none. */
  readonly proxy: string | null;
}

export type LookupObserved =
  | { readonly type: 'address' }
  | { readonly type: 'found'; readonly addresses: readonly string[] }
  | { readonly type: 'missing' }
  | { readonly type: 'failed'; readonly why: string };

export type ConnectionObserved =
  /** `address` is null where a proxy made the connection. */
  | { readonly type: 'open'; readonly address: string | null; readonly ms: number }
  | { readonly type: 'refused'; readonly why: string }
  | { readonly type: 'timeout'; readonly ms: number }
  /** By the proxy, or by this machine: it says nothing about the server. */
  | { readonly type: 'prevented'; readonly why: string };

/** How one TLS handshake ended. */
export type HandshakeObserved =
  | HandshakeDone
  /** The server said no. */
  | { readonly type: 'alert'; readonly alert: string }
  /** What came back is no TLS. */
  | { readonly type: 'notTls' }
  /** Nothing came within the time. */
  | { readonly type: 'silent'; readonly ms: number }
  | { readonly type: 'closed' }
  /** It could not be tried from here, or ended in a way that nobody foresaw. */
  | { readonly type: 'untried'; readonly why: string };

export interface HandshakeDone {
  readonly type: 'done';
  /** `TLSv1.3`. */
  readonly protocol: string;
  /** By OpenSSL's name. */
  readonly cipher: string;
  readonly alpn: string | null;
  readonly ms: number;
}

/** One handshake each, so that none hides another. */
export interface TlsObserved {
  /** With everything that LINE offers: its versions, all its ciphers, h2 and http/1.1. */
  readonly asLine: HandshakeObserved;
  /** Status line of an answer to plain HTTP on the same port; null where none came, or none was asked for. */
  readonly plainHttp: string | null;
  /** By version; null where nothing was tried, because the port speaks no TLS at all or says nothing. */
  readonly versions: Readonly<Record<TlsVersion, HandshakeObserved>> | null;
  /** TLS 1.2 with LINE's current ciphers alone, and with its deprecated ones alone. */
  readonly ciphers: { readonly current: HandshakeObserved; readonly deprecated: HandshakeObserved } | null;
  readonly certificate: CertificateObserved | null;
}

export const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof TLS_VERSIONS)[number];

/** One certificate, as it says of itself. */
export interface Certificate {
  /** The most telling part of the name: `R11`, `bot.example.com`. */
  readonly subject: string;
  readonly issuer: string;
  /** The DNS names and addresses that it is for. */
  readonly names: readonly string[];
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isSelfIssued: boolean;
  readonly pem: string;
}

export interface CertificateObserved {
  /** As the server sent them, its own first. */
  readonly sent: readonly Certificate[];
  /** Positions among those sent, each issued by the next; it begins with the server's own. */
  readonly path: readonly number[];
  readonly matchesHost: boolean;
  readonly trust: TrustObserved;
  /** What the addresses in the certificates led to; null where nothing was missing. */
  readonly fetched: FetchedIssuers | null;
}

/** What the CAs of the runtime say of the chain as it was sent. */
export type TrustObserved =
  | { readonly type: 'trusted' }
  /** It leads to a CA that is trusted, and is not valid now. */
  | { readonly type: 'outOfDate' }
  | { readonly type: 'selfSigned' }
  /** It ends in a root of its own, which nobody knows. */
  | { readonly type: 'unknownRoot' }
  /** It ends before a CA that is known: an intermediate is missing, or the CA is a private one. */
  | { readonly type: 'incomplete' }
  | { readonly type: 'refused'; readonly code: string };

/** The issuers that the chain lacks. */
export interface FetchedIssuers {
  readonly certificates: readonly Certificate[];
  /** Whether the chain is trusted with them, its dates left aside. */
  readonly isTrusted: boolean;
  /** Why no more were fetched; null where nothing else was needed. */
  readonly problem: string | null;
}

/** How one HTTP request was answered. */
export type AnswerObserved = GivenAnswer | NoAnswer;

export interface GivenAnswer {
  readonly type: 'answer';
  readonly status: number;
  /** From the request to the end of the answer. */
  readonly ms: number;
  readonly contentType: string | null;
  readonly location: string | null;
  /** The first characters. */
  readonly bodyStart: string;
}

interface NoAnswer {
  readonly type: 'none';
  /** A sentence without a subject: "closed the connection before it answered". */
  readonly why: string;
  readonly ms: number;
  readonly isTimeout: boolean;
}

/** Answers by the probe, or why there are none. A probe that was not sent is null. */
export type AnswersObserved =
  | { readonly type: 'notProbed'; readonly why: string }
  | {
      readonly type: 'probed';
      /** Whether the probes were signed: without the channel secret nobody can. */
      readonly isSigned: boolean;
      /** A signed empty list of events; without the secret one that is not signed. */
      readonly first: AnswerObserved;
      readonly wrongSignature: AnswerObserved | null;
      readonly missingSignature: AnswerObserved | null;
      readonly forms: Readonly<Partial<Record<FormProbeName, AnswerObserved>>>;
      readonly timed: readonly AnswerObserved[];
      readonly events: EventsObserved;
    };

export type EventsObserved =
  | { readonly type: 'sent'; readonly answers: Readonly<Partial<Record<EventProbeName, AnswerObserved>>> }
  | { readonly type: 'notSent'; readonly why: string; readonly hint: string | null };

export type LineTestObserved =
  | { readonly type: 'tested'; readonly outcome: TestOutcome }
  | { readonly type: 'skipped'; readonly why: string; readonly hint: string | null }
  | { readonly type: 'failed'; readonly why: string };
