/** A part of a log line, and its name where the line is a JSON object. */
export interface Field {
  readonly name: string | null;
  readonly text: string;
}

/** The parts of a line of any usual log: JSON, columns by tab or comma, or words, where quotes and brackets hold one together. */
export function fieldsOf(line: string): readonly Field[] {
  const value = line.trimStart().startsWith('{') ? parsed(line) : null;
  if (typeof value === 'object' && value !== null) return leavesOf(value, null);
  const columns = line.includes('\t') ? line.split('\t') : wordsOf(line);
  return columns.map((column) => ({ name: null, text: bare(column) }));
}

function leavesOf(value: unknown, name: string | null): readonly Field[] {
  if (typeof value === 'string' || typeof value === 'number') return [{ name, text: String(value) }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, Array.isArray(value) ? name : key));
}

/** A comma parts columns, but not the day from the date of an HTTP date. */
const WORDS =
  /"(?:[^"\\]|\\.|"")*"|\[[^\]]*\]|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} \w{3} \d{4} [\d:]{8} GMT|[^\s,"[\]]+/g;

/** The request line of a combined log, `"POST /webhook HTTP/1.1"`, is two parts of its own. */
function wordsOf(line: string): readonly string[] {
  return (line.match(WORDS) ?? []).flatMap((word) => {
    const request = /^"?([A-Z]{3,7}) (\S+)(?: HTTP\/[\d.]+)?"?$/.exec(word);
    return request === null ? [word] : [request[1] ?? '', request[2] ?? ''];
  });
}

function bare(column: string): string {
  return column
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .replace(/^\[(.*)\]$/s, '$1');
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
