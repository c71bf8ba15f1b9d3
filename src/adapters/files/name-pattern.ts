/** One place of a pattern: any number of characters, or one of some. */
type Token = 'any' | ((character: string) => boolean);

/** A pattern for one name of a path, as shells have it: `*`, `?`, `[a-z]`, `[!a-z]`, and a backslash before what stands for itself. */
export interface NamePattern {
  readonly matches: (name: string) => boolean;
}

/** Whether a path has anything that a shell would expand. */
export function hasPattern(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** A name that begins with a dot is matched only by a pattern that does, as in shells. */
export function namePattern(text: string): NamePattern {
  const tokens = tokensOf(text);
  const seesHidden = text.startsWith('.');
  return { matches: (name) => (seesHidden || !name.startsWith('.')) && matchesAll(tokens, [...name]) };
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const characters = [...text];
  for (let at = 0; at < characters.length; ) {
    const { token, end } = tokenAt(characters, at);
    // Several asterisks are one.
    if (token !== 'any' || tokens.at(-1) !== 'any') tokens.push(token);
    at = end;
  }
  return tokens;
}

function tokenAt(characters: readonly string[], at: number): { readonly token: Token; readonly end: number } {
  const [character = '', next] = characters.slice(at, at + 2);
  if (character === '*') return { token: 'any', end: at + 1 };
  if (character === '?') return { token: () => true, end: at + 1 };
  if (character === '\\' && next !== undefined) return { token: is(next), end: at + 2 };
  const set = character === '[' ? setAt(characters, at) : null;
  return set === null ? { token: is(character), end: at + 1 } : { token: set.has, end: set.end + 1 };
}

function is(wanted: string): (character: string) => boolean {
  return (character) => character === wanted;
}

/** The set that begins at a bracket, and where it ends; null where it does not end. */
function setAt(characters: readonly string[], start: number) {
  const isNegated = characters[start + 1] === '!' || characters[start + 1] === '^';
  const first = start + (isNegated ? 2 : 1);
  // A closing bracket that comes first is one of the set.
  const end = characters.indexOf(']', first + 1);
  if (end === -1) return null;
  const members = characters.slice(first, end);
  const has = (character: string) => members.some((member, at) => isWithin(character, member, members, at));
  return { end, has: (character: string) => has(character) !== isNegated };
}

function isWithin(character: string, member: string, members: readonly string[], at: number): boolean {
  const last = members[at + 1] === '-' ? members[at + 2] : undefined;
  return character === member || (last !== undefined && member <= character && character <= last);
}

/** Goes back only to the last `*`, so that the time is at most the product of both lengths. */
function matchesAll(tokens: readonly Token[], name: readonly string[]): boolean {
  let token = 0;
  let retryToken = -1;
  let retryAt = 0;
  for (let at = 0; at < name.length; ) {
    const wanted = tokens[token];
    if (wanted === 'any') {
      retryToken = ++token;
      retryAt = at;
    } else if (wanted?.(name[at] ?? '') === true) {
      token += 1;
      at += 1;
    } else if (retryToken === -1) {
      return false;
    } else {
      token = retryToken;
      at = ++retryAt;
    }
  }
  return tokens.slice(token).every((rest) => rest === 'any');
}

/** More alternatives than anybody types. */
const MAX_ALTERNATIVES = 1_000;

/** `a{b,c}d` as `abd` and `acd`; braces may be nested. What is no list in braces stays as it is. */
export function alternativesOf(pattern: string): readonly string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const list = listIn(next);
    if (list === null || MAX_ALTERNATIVES < open.length + done.length) done.push(next);
    else for (const item of list.items.toReversed()) open.push(`${list.before}${item}${list.after}`);
  }
  return done;
}

/** The first list in braces that has none inside. */
function listIn(text: string) {
  const found = /\{([^{}]*,[^{}]*)\}/.exec(text);
  if (found === null) return null;
  const [whole, items = ''] = found;
  return { before: text.slice(0, found.index), items: items.split(','), after: text.slice(found.index + whole.length) };
}
