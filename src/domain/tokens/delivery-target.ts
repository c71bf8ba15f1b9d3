import { LineOpsError } from '../failure.js';

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

const HINT =
  'Use stdout, env-file:<path>[:VAR], exec:<command>, github-env:VAR or github-output:name; it may be given several times.';

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
  throw new LineOpsError('usage', 'INVALID_TARGET', `"${text.slice(0, 60)}" is not a place to deliver a token to`, {
    hint: HINT,
  });
}

/** A last part that looks like a variable's name is one; the drive letter of a path is none. */
function envFile(rest: string): DeliveryTarget {
  const colon = rest.lastIndexOf(':');
  const last = rest.slice(colon + 1);
  return 0 < colon && VARIABLE.test(last)
    ? { type: 'env-file', path: rest.slice(0, colon), variable: last }
    : { type: 'env-file', path: rest, variable: TOKEN_VARIABLE };
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

/** @throws {LineOpsError} `usage` when a target is there twice. */
export function requireDistinctTargets(targets: readonly DeliveryTarget[]): void {
  const texts = targets.map(targetText);
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  if (twice === undefined) return;
  throw new LineOpsError('usage', 'CONFLICTING_OPTIONS', `--to ${twice} is there twice`, { hint: 'Leave one out.' });
}
