import { onTestFinished } from 'vitest';
import { systemRandomness, systemStopwatch } from '../../../src/adapters/host/host.js';
import { openConnection } from '../../../src/adapters/state/postgres/connection/connection.js';
import type { StateServer } from '../../../src/adapters/state/postgres/server.js';
import { openStateServer } from '../../../src/adapters/state/postgres/state-server.js';
import { parseServerUrl, serverName } from '../../../src/domain/state/server-url.js';

/** The state at this URL, as the program meets it, its tables made; closed when the test is over. */
export async function stateServerAt(url: string, warn: (line: string) => void = () => {}): Promise<StateServer> {
  const address = parseServerUrl(url, {}, null);
  const server = await openStateServer({
    name: serverName(address),
    open: () => openConnection(address, async () => address.password ?? ''),
    random: systemRandomness,
    stopwatch: systemStopwatch,
    warn,
  });
  onTestFinished(() => server.close());
  return server;
}
