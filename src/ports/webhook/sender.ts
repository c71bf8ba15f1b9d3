/** One request to a bot server. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** Sent byte for byte. */
  readonly body: Uint8Array;
}

/** What came back. */
export interface WebhookAnswer {
  /** Null where not even the head of an answer came. */
  readonly status: number | null;
  /** Why there is no whole answer, in words; null where there is one. */
  readonly why: string | null;
  /** Whether the time ran out. */
  readonly isTimeout: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** The beginning of its body. */
  readonly text: string;
}

/** Sends requests to one bot server; never follows a redirect, and never sends one a second time. */
export interface WebhookSender {
  /** The host of the proxy that requests go through; null where they go straight. */
  readonly proxy: string | null;
  /** Never rejects for anything that the network or the server does. */
  post(request: WebhookRequest): Promise<WebhookAnswer>;
  /** Gives up whatever is still on its way. */
  close(): Promise<void>;
}

/** How a bot server is called. */
export interface SenderSettings {
  readonly url: URL;
  /** Connections at most, and so requests at the same time. */
  readonly connections: number;
  readonly timeoutMs: number;
}
