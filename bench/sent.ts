// Sends a stored broadcast to a LINE that takes everything at once: ledger and journal are written as in any run.
import { randomUUID } from 'node:crypto';
import { systemClock } from '../src/adapters/host/host.js';
import { createLineApi } from '../src/adapters/line/line-api.js';
import { createRedactor } from '../src/adapters/redaction/redactor.js';
import { parseBroadcastId } from '../src/domain/line/ids.js';
import { openEngine } from './unlimited.js';

const [id = '', folder = '', journal = ''] = process.argv.slice(2);
const { run, close } = await openEngine({ folder, journal });
// Nobody listens there: what is not answered below must not leave.
const env = { LINE_OPS_API_URL: 'http://127.0.0.1:9' };
const real = await createLineApi({ env, clock: systemClock, redactor: createRedactor(), observe: () => {} });
await run(parseBroadcastId(id), {
  ...real,
  lineTime: () => Date.now(),
  multicast: async () => ({ type: 'accepted', requestId: randomUUID() }),
});
await real.close();
close();
