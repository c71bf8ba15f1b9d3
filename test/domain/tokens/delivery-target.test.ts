import { expect, it } from 'vitest';
import { LineOpsError } from '../../../src/domain/failure/failure.js';
import {
  type DeliveryTarget,
  parseDeliveryTarget,
  sharedTarget,
  targetText,
} from '../../../src/domain/tokens/delivery-target.js';
import { told, toldAs } from '../../support/failures.js';

it.each([
  ['stdout', { type: 'stdout' }],
  ['env-file:.env', { type: 'env-file', path: '.env', variable: 'LINE_CHANNEL_ACCESS_TOKEN' }],
  ['env-file:.env:TOKEN', { type: 'env-file', path: '.env', variable: 'TOKEN' }],
  ['env-file:C:\\app\\.env', { type: 'env-file', path: 'C:\\app\\.env', variable: 'LINE_CHANNEL_ACCESS_TOKEN' }],
  ['env-file:C:\\app\\.env:TOKEN', { type: 'env-file', path: 'C:\\app\\.env', variable: 'TOKEN' }],
  ['env-file:C:/app/.env', { type: 'env-file', path: 'C:/app/.env', variable: 'LINE_CHANNEL_ACCESS_TOKEN' }],
  ['env-file:/srv/a:b/.env', { type: 'env-file', path: '/srv/a:b/.env', variable: 'LINE_CHANNEL_ACCESS_TOKEN' }],
  ['env-file:/srv/a:b/.env:TOKEN', { type: 'env-file', path: '/srv/a:b/.env', variable: 'TOKEN' }],
  ['env-file:./a:1:TOKEN', { type: 'env-file', path: './a:1', variable: 'TOKEN' }],
  ['exec:kubectl apply -f -', { type: 'exec', command: 'kubectl apply -f -', folder: null }],
  ['exec:a:b', { type: 'exec', command: 'a:b', folder: null }],
  ['github-env:TOKEN', { type: 'github-env', variable: 'TOKEN' }],
  ['github-output:line-token', { type: 'github-output', name: 'line-token' }],
])('reads %s, and writes it so that it is read again', (text, target) => {
  expect(parseDeliveryTarget(text)).toEqual(target);
  expect(parseDeliveryTarget(targetText(parseDeliveryTarget(text)))).toEqual(target);
});

it.each([
  '',
  'file:x',
  'stdout:x',
  'env-file:',
  'env-file',
  'exec: ',
  'github-env:',
  'github-env:A B',
  'github-output:a\nb',
])('refuses "%s"', (text) => {
  expect(() => parseDeliveryTarget(text)).toThrow(
    toldAs({ message: expect.stringContaining('is not a place to deliver a token to') }),
  );
});

it.each([
  'p:1BAD',
  '.env:',
  '.env:MY-VAR',
  '.env:MY VAR',
  '.env: TOKEN',
  '/srv/a:b/.env:MY.VAR',
  'C:\\app\\.env:1BAD',
  'C:1.env',
])('refuses env-file:%s, which nobody can mean as a path, and says what a variable is called', (rest) => {
  try {
    parseDeliveryTarget(`env-file:${rest}`);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(LineOpsError);
    expect(error).toMatchObject({ kind: 'usage', code: 'INVALID_TARGET' });
    expect(told(error).message).toContain('is not a name that a variable can have');
  }
});

it('refuses an env file without a name', () => {
  expect(() => parseDeliveryTarget('env-file::TOKEN')).toThrow(
    toldAs({ message: expect.stringContaining('names no file') }),
  );
});

it.each<[string, readonly string[], readonly string[], string | null]>([
  ['the same variable of the same file', ['env-file:/a:X'], ['stdout', 'env-file:/a:X'], 'env-file:/a:X'],
  ['another variable of it', ['env-file:/a:X'], ['env-file:/a:Y'], null],
  ['another file', ['env-file:/a:X'], ['env-file:/b:X'], null],
  ['the same command', ['stdout', 'exec:push'], ['exec:push'], 'exec:push'],
  ['another command', ['exec:push'], ['exec:push '], null],
  ['stdout', ['stdout'], ['stdout'], null],
  ['a workflow', ['github-env:X', 'github-output:x'], ['github-env:X', 'github-output:x'], null],
])('knows the place that two deliveries share: %s', (_what, some, others, shared) => {
  const targets = (texts: readonly string[]): readonly DeliveryTarget[] => texts.map(parseDeliveryTarget);
  const found = sharedTarget(targets(some), targets(others));
  expect(found === null ? null : targetText(found)).toBe(shared);
});

it('takes a command for the same wherever it runs', () => {
  const command = (folder: string | null): DeliveryTarget => ({ type: 'exec', command: 'push', folder });
  expect(sharedTarget([command('/a')], [command('/b')])).toEqual(command('/a'));
});
