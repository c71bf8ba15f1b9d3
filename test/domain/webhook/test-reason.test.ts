import { describe, expect, it } from 'vitest';
import { explainWebhookTest } from '../../../src/domain/webhook/test-reason.js';

const failed = (reason: string | null, detail: string | null, statusCode: number | null = 0) =>
  explainWebhookTest({ success: false, reason, detail, statusCode });

describe('explainWebhookTest', () => {
  it('asks for nothing after a success', () => {
    expect(explainWebhookTest({ success: true, reason: 'OK', detail: '200', statusCode: 200 })).toEqual({
      explanation: 'the bot server answered as it should',
      hint: null,
    });
  });

  it.each([
    ['Connection failed', 'refused'],
    ['Connection failed (received GOAWAY)', 'GOAWAY'],
    ['Connection failed (session closed)', 'closed the session'],
    ['Connection timeout', 'no connection could be made in time'],
    ['DNS Query timeout', 'name servers'],
    ['Invalid URL syntax', 'URL cannot be read'],
    ['Session protocol negotiation failure', 'protocol'],
    ['No SSL/TLS record', 'does not speak TLS'],
    ['TLS handshake failure', 'TLS handshake'],
    ['Unknown host', 'does not resolve'],
  ])('COULD_NOT_CONNECT, %s', (cause, words) => {
    const withUrl = failed('COULD_NOT_CONNECT', `${cause}: https://example.com/webhook`);
    expect(withUrl.explanation).toContain(words);
    expect(withUrl.hint).not.toBeNull();
    expect(failed('COULD_NOT_CONNECT', cause)).toEqual(withUrl);
  });

  it.each([
    ['Session closed unexpectedly', 'in the middle of the call'],
    ['Stream closed unexpectedly', 'HTTP/2 stream'],
    ['Unclassified webhook dispatch error', 'does not name'],
  ])('UNCLASSIFIED, %s', (detail, words) => {
    expect(failed('UNCLASSIFIED', detail).explanation).toContain(words);
  });

  it('says that a request which timed out may have arrived', () => {
    const { explanation, hint } = failed('REQUEST_TIMEOUT', 'Request timeout');
    expect(explanation).toBe('the bot server did not answer within 2 seconds; it may have got the request');
    expect(hint).toContain('Answer 200 first');
  });

  it.each([
    [301, 'redirect'],
    [400, 'signature'],
    [401, 'signature'],
    [403, 'firewall'],
    [404, 'path'],
    [405, 'POST'],
    [500, 'log'],
    [502, 'proxy'],
    [503, 'overloaded'],
    [418, 'Answer 200'],
  ])('ERROR_STATUS_CODE %i hints at what to do', (status, words) => {
    const { explanation, hint } = failed('ERROR_STATUS_CODE', String(status), status);
    expect(explanation).toBe(`the bot server answered ${status}, and LINE counts only 2xx as success`);
    expect(hint).toContain(words);
    expect(failed('ERROR_STATUS_CODE', String(status), null).hint).toBe(hint);
  });

  it.each([
    ['a new detail is passed on', 'COULD_NOT_CONNECT', 'Moon in the way: https://example.com', 'Moon in the way'],
    ['a new reason is passed on', 'QUANTUM_NOISE', 'some detail', 'QUANTUM_NOISE: some detail'],
    ['no reason at all', null, null, '(none)'],
    ['OK without success', 'OK', '200', 'does not count it as a success'],
  ])('%s', (_what, reason, detail, words) => {
    const { explanation, hint } = failed(reason, detail);
    expect(explanation).toContain(words);
    expect(hint).not.toBeNull();
  });
});
