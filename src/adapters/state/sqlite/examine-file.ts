import type { StorageExamined } from '../../../ports/broadcast/broadcast-totals.js';
import type { Look } from '../sql/engine.js';
import { readRow } from '../sql/rows.js';

/** Files that SQLite goes through in a few tenths of a second: ten million recipients take 170 MB. */
const MAX_QUICK_BYTES = 256 * 1024 * 1024;
/** More than an operator would read. */
const MAX_PROBLEMS = 10;

/** What SQLite finds wrong with its file. A quick look leaves a large file out. */
export async function examineFile(look: Look, how: 'quick' | 'thorough'): Promise<StorageExamined> {
  const looked = 'checked by the database engine';
  if (how === 'quick' && MAX_QUICK_BYTES < (await fileBytes(look))) return { problems: [], looked };
  const check = how === 'quick' ? 'quick_check' : 'integrity_check';
  const rows = await look.rows(`PRAGMA ${check}(${MAX_PROBLEMS})`);
  return { problems: rows.map((row) => readRow(row).text(check)).filter((problem) => problem !== 'ok'), looked };
}

async function fileBytes(look: Look): Promise<number> {
  const number = async (name: string) => readRow((await look.rows(`PRAGMA ${name}`))[0]).number(name);
  return (await number('page_count')) * (await number('page_size'));
}
