import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { failure } from '../../domain/failure/failure.js';
import type { Clock, Redactor } from '../../ports/host.js';
import type { LogNotice } from '../../ports/line-api.js';
import type { WebhookTraffic } from '../../ports/webhook/listening.js';
import { createWebhookLog } from '../request-log/webhook-log.js';
import { startListener } from './listener/listener.js';
import { post } from './post.js';
import { openRecord, readRecord } from './record-file.js';

interface Surroundings {
  readonly logs: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly redactor: Redactor;
  readonly tell: (notice: LogNotice) => void;
  readonly stdin: () => Readable & { readonly isTTY?: boolean };
}

export function createWebhookTraffic({ logs, clock, redactor, tell, stdin }: Surroundings): WebhookTraffic {
  return {
    listen: (wish, handler) => startListener(wish, handler, clock),
    post,
    openRecord,
    readRecord: (path) => {
      if (path !== '-') return readRecord(() => createReadStream(path), path);
      const source = stdin();
      if (source.isTTY === true) throw failure('STDIN_IS_TERMINAL', { which: 'input' });
      return readRecord(() => source, 'stdin');
    },
    log: createWebhookLog(logs, redactor, tell),
  };
}
