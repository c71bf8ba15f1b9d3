import { execFile } from 'node:child_process';
import type { EnvironmentVariables } from '../../ports/host.js';

const WITHIN_MS = 2_000;

/**
 * Whether a file has an access control list beside its mode, which a new file in its place would not have. Node cannot
 * read it, so the system's own tools are asked. Null where none of them is there.
 *
 * @see https://man7.org/linux/man-pages/man5/acl.5.html
 */
export function hasAccessList(path: string, env: EnvironmentVariables): Promise<boolean | null> {
  return ask([], path, env);
}

/** Whether the folder gives each new file a list; null where nobody can tell that. */
export function givesAccessList(folder: string, env: EnvironmentVariables): Promise<boolean | null> {
  return ask(['--default'], folder, env);
}

async function ask(which: readonly string[], path: string, env: EnvironmentVariables): Promise<boolean | null> {
  if (process.platform === 'win32') return false;
  const run = (program: string, ...args: readonly string[]) => outputOf(program, args, env);
  if (process.platform === 'darwin') {
    // One line for the file, and one for each entry of its list.
    const listed = await run('/bin/ls', '-lde', path);
    return listed === null ? null : 1 < listed.trim().split('\n').length;
  }
  const entries = await run('getfacl', ...which, '--skip-base', '--absolute-names', '--omit-header', '--', path);
  if (entries !== null) return entries.trim() !== '';
  // Only this `ls` marks a list, of either kind, with a `+` behind the mode.
  if ((await run('ls', '--version'))?.includes('coreutils') !== true) return null;
  const listed = await run('ls', '-ld', '--', path);
  return listed === null ? null : /^\S{10}\+/.test(listed);
}

/** What the program printed; null where it is not there or failed. */
function outputOf(program: string, args: readonly string[], env: EnvironmentVariables): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { env: { ...env, LC_ALL: 'C' }, timeout: WITHIN_MS };
    execFile(program, [...args], options, (error, stdout) => resolve(error === null ? stdout : null));
  });
}
