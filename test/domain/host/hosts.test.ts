import { expect, it } from 'vitest';
import { isLoopback, isLoopbackHost, isPrivateAddress } from '../../../src/domain/host/hosts.js';

it.each([
  ...['0.0.0.0', '10.0.0.5', '100.64.0.1', '100.127.255.255', '127.0.0.53', '169.254.169.254', '172.16.0.1'],
  ...['172.31.255.255', '192.168.1.10', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
  ...['::', '::1', '[::1]', 'fc00::1', 'FD12::1', 'fe80::1', 'febf::1', 'ff02::1', '::ffff:10.0.0.1', '::ffff:7f00:1'],
])('%s is private', (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

it.each([
  ...['8.8.8.8', '100.63.0.1', '100.128.0.1', '172.15.0.1', '172.32.0.1', '192.169.0.1', '203.0.113.9'],
  ...['2001:db8::1', '[2606:4700::1]', '::ffff:8.8.8.8', '::ffff:808:808', 'example.com', 'fd.example.com'],
])('%s is not', (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

it('only what certainly stays on this machine is loopback, and every name of it is its own', () => {
  for (const host of ['localhost', '127.0.0.1', '127.255.0.1', '[::1]']) expect(isLoopback(host)).toBe(true);
  for (const host of [
    'localhost.',
    'bot.localhost',
    '0.0.0.0',
    '[::ffff:7f00:1]',
    '127.0.0.1.example.com',
    'localhost.example.com',
  ])
    expect(isLoopback(host)).toBe(false);
  for (const host of ['localhost.', 'bot.localhost', 'bot.localhost.']) expect(isLoopbackHost(host)).toBe(true);
});
