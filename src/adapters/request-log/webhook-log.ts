import { visible } from '../../domain/text/visible.js';
import type { Redactor } from '../../ports/host.js';
import type { LogNotice } from '../../ports/line-api.js';
import type { LoggedWebhook } from '../../ports/request-log.js';
import { createLogWriter } from './log-files.js';

/** Writes one JSON line per webhook that was answered. */
export function createWebhookLog(
  folder: string,
  redactor: Redactor,
  tell: (notice: LogNotice) => void,
): (webhook: LoggedWebhook) => void {
  const write = createLogWriter(folder, 'webhooks', (why) => tell({ type: 'notLogged', log: 'webhooks', folder, why }));
  return ({ at, ...entry }) => {
    const line = JSON.stringify({ time: new Date(at).toISOString(), ...entry });
    write(at, visible(redactor.redact(line)));
  };
}
