import { visible } from '../../domain/text/visible.js';
import type { Redactor } from '../../ports/host.js';
import type { LoggedWebhook } from '../../ports/request-log.js';
import { createLogWriter } from './log-files.js';

/** Writes one JSON line per webhook that was answered. */
export function createWebhookLog(
  folder: string,
  redactor: Redactor,
  warn: (line: string) => void,
): (webhook: LoggedWebhook) => void {
  const write = createLogWriter(folder, 'webhooks', warn);
  return ({ at, ...entry }) => {
    const line = JSON.stringify({ time: new Date(at).toISOString(), ...entry });
    write(at, visible(redactor.redact(line)));
  };
}
