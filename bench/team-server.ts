// A PostgreSQL of its own, for as long as stdin is open. Prints where it is, and the process of the server.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer } from '../test/support/postgres/server.js';

const server = await startServer();
const pid = Number(readFileSync(join(server.folder, 'data/postmaster.pid'), 'utf8').split('\n', 1)[0]);
const urls = [await server.freshDatabase(), await server.freshDatabase(), await server.freshDatabase()];
process.stdout.write(`${JSON.stringify({ pid, urls })}\n`);
for await (const _ of process.stdin);
await server[Symbol.asyncDispose]();
process.exit();
