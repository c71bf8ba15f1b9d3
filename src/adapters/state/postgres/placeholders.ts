import { withAllRows } from '../sql/steps.js';

/** Texts of statements are constants of the program: there are as many as it has. */
const known = new Map<string, string>();

/** As the server takes a statement for that many rows: `?` outside of texts becomes `$1`, `$2` and so on. */
export function withNumbers(sql: string, times = 1): string {
  if (times !== 1) return numbered(withAllRows(sql, times));
  const made = known.get(sql) ?? numbered(sql);
  known.set(sql, made);
  return made;
}

function numbered(sql: string): string {
  let count = 0;
  return sql.replace(/'[^']*'|\?/g, (part) => {
    if (part !== '?') return part;
    count += 1;
    return `$${count}`;
  });
}
