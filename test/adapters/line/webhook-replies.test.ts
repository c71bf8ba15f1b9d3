import { describe, expect, it } from 'vitest';
import { readWebhookEndpoint, readWebhookTest } from '../../../src/adapters/line/replies.js';

const endpoint = 'https://bot.example.com/webhook';

describe('the endpoint', () => {
  it.each([
    [
      { endpoint, active: true },
      { endpoint, active: true },
    ],
    [
      { endpoint, active: false },
      { endpoint, active: false },
    ],
    [
      { endpoint, active: true, since: 1 },
      { endpoint, active: true },
    ],
  ])('is read as LINE says it: %j', (answer, read) => {
    expect(readWebhookEndpoint(JSON.stringify(answer))).toEqual(read);
  });

  it('is not called off where the answer does not say whether it is on', () => {
    expect(readWebhookEndpoint(JSON.stringify({ endpoint }))).toEqual({ endpoint, active: null });
  });

  it('is not set where it is empty', () => {
    expect(readWebhookEndpoint('{"endpoint":"","active":false}')).toBeNull();
  });

  it('is unreadable where the answer has none', () => {
    expect(() => readWebhookEndpoint('{}')).toThrow();
  });
});

describe('a test', () => {
  it.each([
    [{ success: true, reason: 'OK' }, true],
    [{ success: false, reason: 'OK' }, false],
    [{ reason: 'OK', statusCode: 200 }, true],
    [{ reason: 'COULD_NOT_CONNECT', statusCode: 0 }, false],
    [{}, false],
  ])('%j: passed %j', (answer, passed) => {
    expect(readWebhookTest(JSON.stringify(answer)).success).toBe(passed);
  });
});
