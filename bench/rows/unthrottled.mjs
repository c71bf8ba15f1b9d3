import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { bundled, ROOT, runNode, runSdkLoop } from '../processes.mjs';

const BATCHES = 2_000;

/** Our engine without a limiter against a loop with the official SDK, one request after the other and 20 at a time. */
export async function measureUnthrottled({ folder }) {
  const server = new Worker(SERVER, { eval: true });
  const url = await new Promise((resolve) => server.once('message', resolve));
  try {
    const program = bundled('engine');
    const ours = await runNode([program, url, String(BATCHES), join(folder, 'engine')], {
      env: { NODE_PATH: join(ROOT, 'node_modules') },
    });
    if (ours.status !== 0) throw new Error(ours.stderr);
    const { perSecond } = JSON.parse(ours.stdout);
    const { perSecond: one } = await runSdkLoop(url, 'bench', 1, BATCHES);
    const { perSecond: twenty } = await runSdkLoop(url, 'bench', 20, BATCHES);
    return [
      {
        what: 'unthrottled, ledger on, an instant server',
        ours: `${Math.round(perSecond)} requests/s`,
        peer: `the SDK, one by one: ${Math.round(one)}/s`,
        ratio: perSecond / one,
        reach: 'at least 2 times, 400/s',
        met: 400 <= perSecond && 2 <= perSecond / one,
      },
      {
        what: '  beside 20 at a time, no ledger, no keys',
        ours: `${Math.round(perSecond)} requests/s`,
        peer: `the SDK: ${Math.round(twenty)}/s`,
        ratio: perSecond / twenty,
      },
    ];
  } finally {
    await server.terminate();
  }
}

const SERVER = `
const { createServer } = require('node:http');
const { parentPort } = require('node:worker_threads');
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(200, { 'content-type': 'application/json', 'x-line-request-id': 'bench' }).end('{}'));
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage('http://127.0.0.1:' + server.address().port));
`;
