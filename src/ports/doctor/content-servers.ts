import type { ContentReply } from '../../domain/doctor/content/judge.js';

/** The servers that the images, videos and audio of messages lie on. */
export interface ContentServers {
  /**
   * Fetches as much of a file as its header takes, over TLS 1.2 or later, trusting the CAs of the runtime and `extraCas`
   * (PEM) alone. Reads at most `maxBytes`, follows a few redirects, and waits for nothing longer than its bounds. Never
   * throws for what the network or the server does.
   */
  fetch(
    url: string,
    bounds: { readonly maxBytes: number; readonly extraCas: readonly string[] },
  ): Promise<ContentReply>;
}
