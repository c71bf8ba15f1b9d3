// Lines of an env file as shells, dotenv libraries and container tools read them. Everything that is not the value
// of the one variable passes as it is: comments, blanks, order, line ends, and bytes of whatever encoding.

/**
 * One assignment: what stands before the name, the name, the equals sign with its blanks, and the value. A quoted
 * value may go over several lines; an unquoted one ends at a comment or at the end of the line.
 */
const ASSIGNMENT =
  /^([ \t]*(?:export[ \t]+)?)([A-Za-z_][\w.-]*)([ \t]*=[ \t]*)('[^']*'|"(?:\\[\s\S]|[^"\\])*"|`[^`]*`|[^\r\n]*?(?=[ \t]+#|[ \t]*$))/gm;

/**
 * The text with the variable set to the value: in each place where it is set already, in the quotes it has there; at
 * the end where it is not. The value must be printable ASCII without quotes, as token strings are.
 */
export function withVariable(text: string, variable: string, value: string): string {
  let found = false;
  const changed = text.replace(ASSIGNMENT, (whole, before: string, name: string, equals: string, old: string) => {
    if (name !== variable) return whole;
    found = true;
    const quote = /^['"`]/.exec(old)?.[0] ?? '';
    return `${before}${name}${equals}${quote}${value}${quote}`;
  });
  if (found) return changed;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : lineEnd;
  return `${text}${gap}${variable}=${value}${lineEnd}`;
}

/** The values that the variable has in the text, without their quotes. */
export function valuesOf(text: string, variable: string): readonly string[] {
  return [...text.matchAll(ASSIGNMENT)]
    .filter(([, , name]) => name === variable)
    .map(([, , , , value = '']) => value.replace(/^(['"`])([\s\S]*)\1$/, '$2'));
}

/**
 * Puts a variable back after others may have changed the rest of the file: `before` is the whole text from before it
 * was set, or null where there was no file. Null where there should be no file again.
 */
export function restored(
  now: string,
  { before, variable, value }: { readonly before: string | null; readonly variable: string; readonly value: string },
): string | null {
  if (now === withVariable(before ?? '', variable, value)) return before;
  const previous = valuesOf(before ?? '', variable).at(-1);
  if (previous !== undefined && valuesOf(now, variable).includes(value)) return withVariable(now, variable, previous);
  return now
    .split(/(?<=\n)/)
    .filter((line) => line.trimEnd() !== `${variable}=${value}`)
    .join('');
}
