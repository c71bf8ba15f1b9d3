import { randomUUID } from 'node:crypto';
import { accessSync, appendFileSync, constants, readFileSync } from 'node:fs';
import { failure } from '../../domain/failure/failure.js';
import { whyOf } from '../../domain/failure/system-errors.js';
import { replaceFile } from '../files/atomic-file.js';
import { whyFailed } from './words.js';

// The files in which a step of a GitHub Actions workflow hands values on.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings

/** @throws {LineOpsError} `usage` outside a workflow step. */
export function requireWorkflowFile(path: string | undefined, variable: string): string {
  if (!path) {
    throw failure('NOT_IN_A_WORKFLOW', { variable });
  }
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return path;
  } catch (cause) {
    throw failure('TARGET_NOT_WRITABLE', { which: 'workflowFile', variable, path, why: whyOf(cause) }, { cause });
  }
}

/** Appends the value under the name, between lines that nobody can foresee. A value that is there already stays once. */
export function appendToWorkflowFile(path: string, name: string, value: string): void {
  guarded(path, () => {
    const text = readFileSync(path, 'latin1');
    if (withoutBlock(text, name, value) !== text) return;
    const delimiter = `ghadelimiter_${randomUUID()}`;
    const gap = text === '' || text.endsWith('\n') ? '' : '\n';
    appendFileSync(path, `${gap}${name}<<${delimiter}\n${value}\n${delimiter}\n`);
  });
}

/** Takes the value away again. */
export function removeFromWorkflowFile(path: string, name: string, value: string): void {
  guarded(path, () => {
    const text = readFileSync(path, 'latin1');
    const without = withoutBlock(text, name, value);
    if (without !== text) replaceFile(path, Buffer.from(without, 'latin1'), Buffer.from(text, 'latin1'));
  });
}

/** The value that the name has in the file, the last one where there are several; null where it has none. */
export function valueInWorkflowFile(path: string, name: string): string | null {
  return [...readFileSync(path, 'latin1').matchAll(BLOCK)].findLast(([, ownName]) => ownName === name)?.[3] ?? null;
}

/** A value as this program writes it. */
const BLOCK = /^([^\r\n<]+)<<(ghadelimiter_[0-9a-f-]+)\n([^\r\n]*)\n\2\n/gm;

function withoutBlock(text: string, name: string, value: string): string {
  return text.replace(BLOCK, (block, ownName, _mark, ownValue) =>
    ownName === name && ownValue === value ? '' : block,
  );
}

function guarded(path: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw failure('DELIVERY_FAILED', { which: 'file', verb: 'write', path, why: whyFailed(cause) }, { cause });
  }
}
