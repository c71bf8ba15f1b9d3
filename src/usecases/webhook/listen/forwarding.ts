import { setMaxListeners } from 'node:events';
import type { HeaderLines, PostEnd, ReceivedRequest, WebhookTraffic } from '../../../ports/webhook/listening.js';

/** For somebody who looks at the bot in a debugger; that LINE waits 2 seconds is told beside. */
const FORWARD_WITHIN_MS = 30_000;
/** What waits for a bot that does not answer takes no more memory than this. */
const MOST_WAITING = 1_000;
const MOST_WAITING_BYTES = 64 * 1024 * 1024;

/** Passes webhooks on to a bot server as they came. */
export class Forwarding {
  readonly #running = new Set<Promise<PostEnd>>();
  readonly #stop = new AbortController();
  #bytes = 0;

  constructor(
    readonly url: string,
    readonly traffic: Pick<WebhookTraffic, 'post'>,
  ) {
    // Each forward on its way listens to it; a warning about many would go to stderr.
    setMaxListeners(0, this.#stop.signal);
  }

  /** Never rejects. */
  forward({ headers, body }: ReceivedRequest): Promise<PostEnd> {
    if (MOST_WAITING <= this.#running.size || MOST_WAITING_BYTES < this.#bytes + body.length)
      return Promise.resolve({
        status: null,
        ms: 0,
        problem: `not forwarded: ${this.#running.size} webhooks wait for the bot's answer`,
      });
    this.#bytes += body.length;
    const running = this.traffic.post(
      this.url,
      { headers: headers.filter(isEndToEnd), body },
      FORWARD_WITHIN_MS,
      this.#stop.signal,
    );
    this.#running.add(running);
    return running.finally(() => {
      this.#bytes -= body.length;
      this.#running.delete(running);
    });
  }

  /** Waits for no answer any more. */
  abandon(): void {
    this.#stop.abort();
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }
}

/** Of the connection, and not of the request; the length and the host are those of the new one. @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export function isEndToEnd([name]: HeaderLines[number]): boolean {
  return !HOP_BY_HOP.has(name.toLowerCase());
}
