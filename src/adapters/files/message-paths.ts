import { existsSync, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { failure } from '../../domain/failure/failure.js';
import { whyOf } from '../../domain/failure/system-errors.js';
import { alternativesOf, hasPattern, namePattern } from './name-pattern.js';

const MESSAGE_FILE = /\.(?:json|ya?ml|jsonl|ndjson)$/i;

/**
 * The files that a path of the command line stands for: itself, or the message files below a folder, or what a pattern
 * matches that no shell has expanded (`*`, `**`, `?`, `[]`, `{a,b}`); sorted. Hidden names and `node_modules` are left out
 * unless they are named.
 *
 * @throws {LineOpsError} `usage` where a folder or a pattern names no file.
 */
export function filesAt(path: string): readonly string[] {
  if (path === '-') return [path];
  if (existsSync(path)) return isFolder(path) ? filesBelow(path) : [path];
  return hasPattern(path) ? filesMatching(path) : [path];
}

function filesBelow(folder: string): readonly string[] {
  const files = new Set<string>();
  collect(folder === '.' ? '' : folder.replace(/(?<=.)\/+$/, ''), ['**', MESSAGE_FILES], files);
  return sortedOr(files, folder, 'there is no .json, .yaml, .yml or .jsonl file in this folder');
}

function filesMatching(pattern: string): readonly string[] {
  const files = new Set<string>();
  for (const one of alternativesOf(pattern)) {
    const names = one
      .split('/')
      .filter((name, at, all) => (name !== '' || at === 0) && !(name === '**' && all[at - 1] === '**'));
    const isAbsolute = names[0] === '';
    const last = names.at(-1);
    // "Everything" means every message file: what else lies there is not looked at.
    const steps: readonly Step[] =
      last === '**' ? [...names, MESSAGE_FILES] : [...names.slice(0, -1), last === '*' ? MESSAGE_FILES : (last ?? '')];
    collect(isAbsolute ? '/' : '', isAbsolute ? steps.slice(1) : steps, files);
  }
  return sortedOr(files, pattern, 'no file matches this pattern');
}

/** The last step of a folder, and of a pattern that ends in `*`. */
const MESSAGE_FILES = null;
/** A name, a pattern, or every message file. */
type Step = string | typeof MESSAGE_FILES;

/** Follows the steps from a folder on, and adds the files at their end. */
function collect(folder: string, [step, ...rest]: readonly Step[], files: Set<string>): void {
  if (step === undefined) return;
  if (step === '**') {
    collect(folder, rest, files);
    for (const path of foldersIn(folder)) collect(path, [step, ...rest], files);
    return;
  }
  for (const path of pathsAt(folder, step)) {
    if (rest.length > 0) {
      if (isFolder(path)) collect(path, rest, files);
    } else if (isRegularFile(path)) {
      files.add(path);
    }
  }
}

/** What one step may lead to. */
function pathsAt(folder: string, step: Step): readonly string[] {
  if (step !== null && !hasPattern(step)) return [inside(folder, step)];
  const matches = step === null ? isMessageFile : namePattern(step).matches;
  return namesIn(folder)
    .filter(matches)
    .map((name) => inside(folder, name));
}

function foldersIn(folder: string): readonly string[] {
  return namesIn(folder)
    .filter((name) => !name.startsWith('.') && name !== 'node_modules')
    .map((name) => inside(folder, name))
    .filter((path) => isFolder(path) && !isLink(path));
}

function isMessageFile(name: string): boolean {
  return !name.startsWith('.') && MESSAGE_FILE.test(name);
}

function inside(folder: string, name: string): string {
  return folder === '' || folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder === '' ? '.' : folder);
  } catch (cause) {
    throw failure('FILE_NOT_READABLE', { source: folder, why: whyOf(cause) }, { cause });
  }
}

/** Links to folders are not followed into: they may lead in a circle. */
function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function isFolder(path: string): boolean {
  return statusOf(path)?.isDirectory() === true;
}

/** A pipe or a device that nobody named would be waited for. */
function isRegularFile(path: string): boolean {
  return statusOf(path)?.isFile() === true;
}

/** What may not be looked at is said by whoever reads it. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function sortedOr(files: ReadonlySet<string>, source: string, why: string): readonly string[] {
  if (files.size === 0) throw failure('NO_SUCH_FILES', { source, why });
  return [...files].sort();
}
