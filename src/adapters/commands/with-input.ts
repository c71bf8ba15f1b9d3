import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { CommandEnd, CommandInput } from '../../ports/command.js';
import { endOf, hasOwnGroup } from './child-tree.js';
import { shellFor } from './shell-command.js';

/** Of what it prints, so much is kept to say why it failed. */
const KEPT_BYTES = 4096;
/** Whoever prints more than this is not listened to any longer. */
const HEARD_BYTES = 8 * 1024 * 1024;
/** How long what the command printed may still be on its way after its end. A process that it left behind may print on. */
const DRAIN_MS = 250;

/** Runs a command with one line on its stdin; bounded in time, memory, and in what is read of it. */
export async function runWithInput(
  command: string,
  { env, line, bounds }: CommandInput,
): Promise<CommandEnd & { readonly output: string }> {
  const shell = process.platform === 'win32';
  const [program, ...args] = shell ? [command] : shellFor(command, true);
  const isGroup = hasOwnGroup();
  const child = spawn(program, args, { env, shell, detached: isGroup });
  // A command that does not read its input closes the pipe.
  child.stdin.on('error', () => {});
  child.stdin.end(`${line}\n`);
  const kept: Buffer[] = [];
  const closed = [child.stdout, child.stderr].map((stream) => hear(stream, kept));
  const end = await endOf(child, isGroup, bounds);
  const timer = setTimeout(() => {
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
  }, DRAIN_MS);
  await Promise.all(closed);
  clearTimeout(timer);
  return { ...end, output: Buffer.concat(kept).subarray(0, KEPT_BYTES).toString() };
}

function hear(stream: Readable, kept: Buffer[]): Promise<void> {
  let heard = 0;
  stream.on('data', (chunk: Buffer) => {
    if (heard < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - heard));
    heard += chunk.length;
    if (HEARD_BYTES < heard) stream.destroy();
  });
  stream.on('error', () => {});
  return new Promise((resolve) => stream.once('close', resolve));
}
