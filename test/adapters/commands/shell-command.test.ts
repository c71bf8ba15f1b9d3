import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BoundedLines } from '../../../src/adapters/commands/bounded-lines.js';
import { runShellCommand, shellFor } from '../../../src/adapters/commands/shell-command.js';
import { failureAs } from '../../../src/domain/failure/failure.js';
import type { CommandBounds, CommandEnd } from '../../../src/ports/command.js';
import { isRunning, until } from '../../support/binary.js';
import { toldAs } from '../../support/failures.js';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-command-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Started {
  readonly ended: Promise<CommandEnd>;
  readonly heard: string[];
  readonly folder: string;
}

function start(command: string, bounds: Partial<CommandBounds> = {}): Started {
  const heard: string[] = [];
  const folder = newFolder();
  const ended = runShellCommand({
    command,
    folder,
    env: { PATH: process.env['PATH'] },
    inputLine: null,
    onLine: (line) => heard.push(line),
    bounds: { timeoutMs: null, stop: null, ...bounds },
  });
  return { ended, heard, folder };
}

describe('a command', () => {
  it('over its time is ended with all that it has started', async () => {
    const { ended, heard } = start('sleep 600 & echo $!; sleep 600; echo after', { timeoutMs: 300 });
    expect(await ended).toEqual({ status: 143, endedBy: 'timeout' });
    expect(heard).toHaveLength(1);
    expect(isRunning(Number(heard[0]))).toBe(false);
  });

  it.each([
    ['cancelled', 'INT'],
    ['terminated', 'TERM'],
  ] as const)('hears that we were %s, and may clean up', async (kind, signal) => {
    const stop = new AbortController();
    const { ended, heard, folder } = start(
      `trap 'echo cleaned; exit 9' ${signal}; echo begun; touch begun; while :; do sleep 0.05; done`,
      { stop: stop.signal },
    );
    await until('the command has begun', () => existsSync(join(folder, 'begun')));
    stop.abort(failureAs(kind, 'INTERRUPTED', { which: 'signal', signal }));
    expect(await ended).toEqual({ status: 9, endedBy: 'stop' });
    expect(heard).toEqual(expect.arrayContaining(['begun', 'cleaned']));
  });

  it('that is to stop before it began is stopped', async () => {
    const stop = AbortSignal.abort(failureAs('terminated', 'INTERRUPTED', { which: 'signal', signal: 'TERM' }));
    expect(await start('sleep 600', { stop }).ended).toEqual({ status: 143, endedBy: 'stop' });
  });

  it('does not hold anybody with what it left running, and all that it printed is heard', async () => {
    const { ended, heard } = start('sleep 600 & echo $!; seq 20000; printf end');
    expect(await ended).toEqual({ status: 0, endedBy: 'itself' });
    const [pid, ...rest] = heard;
    expect(isRunning(Number(pid))).toBe(true);
    process.kill(Number(pid), 'SIGKILL');
    expect(rest).toEqual([...Array.from({ length: 20_000 }, (_, index) => String(index + 1)), 'end']);
  });

  it('in a folder that is gone says so', async () => {
    const gone = join(newFolder(), 'gone');
    const given = { command: 'true', folder: gone, env: {}, inputLine: null, onLine: () => {} };
    await expect(runShellCommand({ ...given, bounds: { timeoutMs: null, stop: null } })).rejects.toEqual(
      toldAs({
        code: 'COMMAND_NOT_STARTED',
        hint: 'That folder does not exist.',
      }),
    );
  });

  it('is not started when we are killed before its line of input is there', () => {
    const folder = newFolder();
    const [program, ...args] = shellFor('cat > stored', true);
    const given = (input: string) => spawnSync(program, args, { cwd: folder, input }).status;
    expect(given('')).not.toBe(0);
    expect(given('new-to')).not.toBe(0);
    expect(existsSync(join(folder, 'stored'))).toBe(false);
    expect(given('new-token\n')).toBe(0);
    expect(readFileSync(join(folder, 'stored'), 'utf8')).toBe('new-token\n');
  });
});

describe('what a command prints', () => {
  function heardOf(...chunks: readonly string[]): readonly string[] {
    const heard: string[] = [];
    const lines = new BoundedLines((line) => heard.push(line));
    for (const chunk of chunks) lines.push(chunk);
    lines.end();
    return heard;
  }

  it('is heard in whole lines, however it comes', () => {
    expect(heardOf('a', 'b\nc', '\n\nd')).toEqual(['ab', 'c', '', 'd']);
  });

  it('a long line is cut at a blank, so that no secret comes in two parts', () => {
    const [line = ''] = heardOf(`${'x '.repeat(8_000)}${'secret'.repeat(200)} end`);
    expect(line).not.toContain('secret');
    expect(line).toContain('(17204 characters)');
    expect(heardOf('y'.repeat(100_000))).toEqual(['… (100000 characters)']);
  });

  it('more than a megabyte is left out, and takes time that grows with its length alone', () => {
    const line = 'z'.repeat(999);
    expect(heardOf(...Array.from({ length: 5_000 }, () => `${line}\n`)).length).toBeLessThan(1_100);
    const startedAt = performance.now();
    heardOf(...Array.from({ length: 200_000 }, () => line));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
