import { expect, it } from 'vitest';
import { parseDeliveryTarget, targetText } from '../../../src/domain/tokens/delivery-target.js';

it.each([
  ['stdout', { type: 'stdout' }],
  ['env-file:.env', { type: 'env-file', path: '.env', variable: 'LINE_CHANNEL_ACCESS_TOKEN' }],
  ['env-file:.env:TOKEN', { type: 'env-file', path: '.env', variable: 'TOKEN' }],
  ['env-file:C:\\app\\.env', { type: 'env-file', path: 'C:\\app\\.env', variable: 'LINE_CHANNEL_ACCESS_TOKEN' }],
  ['env-file:C:\\app\\.env:TOKEN', { type: 'env-file', path: 'C:\\app\\.env', variable: 'TOKEN' }],
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
  expect(() => parseDeliveryTarget(text)).toThrow(/is not a place to deliver a token to/);
});
