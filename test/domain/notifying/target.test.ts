import { expect, it } from 'vitest';
import { parseNotifyTarget, targetWords } from '../../../src/domain/notifying/target.js';

it.each([
  ['cmd:./tell.sh  "a b"', { type: 'command', command: './tell.sh  "a b"' }],
  ['https://hooks.example.com/services/T0/B0/x', { type: 'url', url: 'https://hooks.example.com/services/T0/B0/x' }],
  ['http://127.0.0.1:8080/x', { type: 'url', url: 'http://127.0.0.1:8080/x' }],
  ['http://localhost/', { type: 'url', url: 'http://localhost/' }],
])('"%s" can be notified', (text, target) => {
  expect(parseNotifyTarget(text)).toEqual(target);
});

it.each([
  ['', 'form'],
  ['cmd:', 'form'],
  ['cmd:  ', 'form'],
  ['./tell.sh', 'form'],
  ['ftp://example.com/', 'form'],
  ['http://example.com/', 'insecure'],
  ['http://10.0.0.1/', 'insecure'],
  ['https://user:pass@example.com/', 'credentials'],
])('"%s" is refused', (text, which) => {
  expect(() => parseNotifyTarget(text)).toThrow(
    expect.objectContaining({ kind: 'usage', failure: { code: 'INVALID_NOTIFY', facts: { which, text } } }),
  );
});

it('who was told is said without the path of a URL, which is a secret with chat services', () => {
  expect(targetWords(parseNotifyTarget('https://hooks.example.com/services/secret?k=v'))).toBe('hooks.example.com');
  expect(targetWords(parseNotifyTarget('cmd:curl -H "Authorization: x"'))).toBe('a command');
});
