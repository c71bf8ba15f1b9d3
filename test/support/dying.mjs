// Loaded before the program: `DIES_AT=renameSync:app.env` kills it, as kill -9 does, at the first such call of node:fs whose
// path ends so. A descriptor counts as the path it was opened with.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [call, ending] = (process.env.DIES_AT ?? ':').split(':');
const paths = new Map();
const open = fs.openSync;
fs.openSync = (path, ...rest) => {
  const descriptor = open(path, ...rest);
  paths.set(descriptor, String(path));
  return descriptor;
};
const original = fs[call];
fs[call] = (...args) => {
  if (args.some((arg) => (paths.get(arg) ?? String(arg)).includes(ending))) process.kill(process.pid, 'SIGKILL');
  return original(...args);
};
syncBuiltinESMExports();
