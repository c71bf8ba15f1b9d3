import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createKeyring, KeyringUnavailable } from '../../../src/adapters/secrets/keyring.js';

it('gives up on a Secret Service that takes the call and never answers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-bus-'));
  const sockets = new Set<{ destroy(): unknown }>();
  const bus = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  const path = join(folder, 'bus');
  await new Promise<void>((resolve) => bus.listen(path, resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    bus.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const keyring = createKeyring({ ...process.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` });
  const startedAt = performance.now();

  await expect(keyring.get('secrets-test')).rejects.toThrow(KeyringUnavailable);

  expect(sockets.size).toBeGreaterThan(0);
  // Two seconds and the time that a process takes to start and to die on a busy machine.
  expect(performance.now() - startedAt).toBeLessThan(6_000);
});
