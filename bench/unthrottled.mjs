import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { bundled, ROOT, runNode, runSdkLoop } from './processes.mjs';

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
        what: 'unthrottled, ledger on, against an instant server',
        measured: `${Math.round(perSecond)} requests/s`,
        reach: '400/s',
      },
      {
        what: '  beside the SDK, one after the other',
        measured: `${(perSecond / one).toFixed(1)} times its ${Math.round(one)}/s`,
        reach: '2 times',
      },
      {
        what: '  beside the SDK, 20 at a time (no ledger, no keys)',
        measured: `${(perSecond / twenty).toFixed(1)} times its ${Math.round(twenty)}/s`,
        reach: '-',
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
