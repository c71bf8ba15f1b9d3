// Holds an exclusive transaction on a lock file until it is killed, like a holder in another process.
import { builtinModules } from 'node:module';

const engine =
  builtinModules.includes('sqlite') || builtinModules.includes('node:sqlite')
    ? 'node:sqlite'
    : '@photostructure/sqlite';
const { DatabaseSync } = await import(engine);
const database = new DatabaseSync(process.argv[2]);
database.exec('BEGIN EXCLUSIVE');
process.stdout.write('held\n');
setInterval(() => database, 60_000);
