import { failure } from '../failure/failure.js';

/** Where a new token goes, as `--to` says it. */
export type DeliveryTarget = { readonly type: 'stdout' } | OutsideTarget;

/** A place outside this process, which a failed rotation has to put back as it was. */
export type OutsideTarget =
  | { readonly type: 'env-file'; readonly path: string; readonly variable: string }
  /** `folder` is where the command runs, so that a later run finds the same files; null until that is known. */
  | { readonly type: 'exec'; readonly command: string; readonly folder: string | null }
  | { readonly type: 'github-env'; readonly variable: string }
  | { readonly type: 'github-output'; readonly name: string };

/** The variable that holds a channel access token where no other is named; line-ops itself reads it. */
export const TOKEN_VARIABLE = 'LINE_CHANNEL_ACCESS_TOKEN';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const OUTPUT_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** @throws {LineOpsError} `usage` unless the text is one of the forms that `--to` takes. */
export function parseDeliveryTarget(text: string): DeliveryTarget {
  const colon = text.indexOf(':');
  const kind = colon === -1 ? text : text.slice(0, colon);
  const rest = colon === -1 ? '' : text.slice(colon + 1);
  switch (kind) {
    case 'stdout':
      if (colon === -1) return { type: 'stdout' };
      break;
    case 'env-file':
      if (rest !== '') return envFile(rest);
      break;
    case 'exec':
      if (rest.trim() !== '') return { type: 'exec', command: rest, folder: null };
      break;
    case 'github-env':
      if (VARIABLE.test(rest)) return { type: 'github-env', variable: rest };
      break;
    case 'github-output':
      if (OUTPUT_NAME.test(rest)) return { type: 'github-output', name: rest };
      break;
  }
  throw failure('INVALID_TARGET', { which: 'unknown', text });
}

/**
 * What follows the last colon is a variable, unless a folder is in it: `/srv/a:b/.env` and `C:\app\.env` are paths.
 *
 * @throws {LineOpsError} `usage` for a name that no variable can have: taken for a part of the path, the token would go
 *   to a file that nobody reads.
 */
function envFile(rest: string): DeliveryTarget {
  const colon = rest.lastIndexOf(':');
  const last = rest.slice(colon + 1);
  if (colon === -1 || /[/\\]/.test(last)) return { type: 'env-file', path: rest, variable: TOKEN_VARIABLE };
  const path = rest.slice(0, colon);
  if (path !== '' && VARIABLE.test(last)) return { type: 'env-file', path, variable: last };
  if (path === '') throw failure('INVALID_TARGET', { which: 'noFile', rest });
  throw failure('INVALID_TARGET', { which: 'noVariable', rest, variable: last });
}

/** The target as `--to` takes it. */
export function targetText(target: DeliveryTarget): string {
  switch (target.type) {
    case 'stdout':
      return 'stdout';
    case 'env-file':
      return `env-file:${target.path}:${target.variable}`;
    case 'exec':
      return `exec:${target.command}`;
    case 'github-env':
      return `github-env:${target.variable}`;
    case 'github-output':
      return `github-output:${target.name}`;
  }
}

/** As `targetText`, in the shortest form that `--to` takes. */
export function shortTargetText(target: DeliveryTarget): string {
  const isPlain = target.type === 'env-file' && target.variable === TOKEN_VARIABLE && !target.path.includes(':');
  return isPlain ? `env-file:${target.path}` : targetText(target);
}

/** @throws {LineOpsError} `usage` when a target is there twice. */
export function requireDistinctTargets(targets: readonly DeliveryTarget[]): void {
  const texts = targets.map(targetText);
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  if (twice === undefined) return;
  throw failure('CONFLICTING_OPTIONS', { which: 'targetTwice', target: twice });
}

/**
 * A place that both would write to; null where there is none. Commands are compared as they are written: where one runs
 * does not say where it takes the token. Each step of a workflow has files of its own.
 */
export function sharedTarget(some: readonly DeliveryTarget[], others: readonly DeliveryTarget[]): OutsideTarget | null {
  for (const target of some) {
    if (target.type !== 'env-file' && target.type !== 'exec') continue;
    const text = targetText(target);
    if (others.some((other) => targetText(other) === text)) return target;
  }
  return null;
}

/** Whether stdout is to hold the bare token; it is where nothing else was asked for. */
export function isTokenOnStdout(targets: readonly DeliveryTarget[] | null): boolean {
  return targets === null || targets.some(({ type }) => type === 'stdout');
}
