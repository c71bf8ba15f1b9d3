import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../../src/adapters/line/http.js';
import { createRedactor } from '../../../src/adapters/redaction/redactor.js';
import { createRequestLog } from '../../../src/adapters/request-log/request-log.js';
import { ENDPOINTS } from '../../../src/domain/line/endpoints.js';
import type { ApiNotice } from '../../../src/ports/line-api.js';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const DAY_MS = 24 * 60 * 60 * 1000;

const call: CallRecord = {
  at: NOON,
  endpoint: ENDPOINTS.push,
  url: 'https://api.line.me/v2/bot/message/push',
  status: 200,
  ms: 12,
  requestId: '8e36bade-c5d6-4d00-9e69-72244675a9a1',
  acceptedRequestId: null,
  retryKey: '123e4567-e89b-12d3-a456-426614174000',
  failure: null,
  requestBody: '{"to":"U1","messages":[]}',
  answerBody: '{"sentMessages":[]}',
};

let home = '';
let folder = '';
let warnings: ApiNotice[] = [];
const redactor = createRedactor();
const log = (channel: string | null = 'shop', withBodies = false) =>
  createRequestLog(folder, redactor, { channel, withBodies }, (notice) => warnings.push(notice));
const dayFile = (day: string) => join(folder, `requests-${day}.jsonl`);
const linesOf = (day: string) => readFileSync(dayFile(day), 'utf8').trimEnd().split('\n');

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'line-ops-'));
  folder = join(home, 'logs');
  warnings = [];
});
afterEach(() => rmSync(home, { recursive: true }));

describe('createRequestLog', () => {
  it('writes bodies where that is asked for, without secrets, and never those of the token endpoints', () => {
    redactor.register('planted-secret-of-a-body');
    const write = log('shop', true);
    write({ ...call, requestBody: '{"to":"planted-secret-of-a-body"}' });
    write({ ...call, endpoint: ENDPOINTS.issueStatelessToken, url: 'https://api.line.me/oauth2/v3/token' });

    const [sent, issued] = linesOf('2026-11-21').map((line) => JSON.parse(line));
    expect(sent).toMatchObject({ requestBody: expect.stringContaining('"to"'), answerBody: '{"sentMessages":[]}' });
    expect(JSON.stringify(sent)).not.toContain('planted');
    expect(issued).not.toHaveProperty('requestBody');
    expect(issued).not.toHaveProperty('answerBody');
  });

  it('shows what acts on a terminal as escapes, and keeps its value', () => {
    const failure = '\u202eowned\u2028\u009b2J';
    log()({ ...call, failure });
    const [line = ''] = linesOf('2026-11-21');
    expect(line).toContain('"\\u202eowned\\u2028\\u009b2J"');
    expect(JSON.parse(line).failure).toBe(failure);
  });

  it('writes a call as one JSON line, for the owner alone', () => {
    log()(call);

    expect(linesOf('2026-11-21').map((line) => JSON.parse(line))).toEqual([
      {
        time: '2026-11-21T12:00:00.000Z',
        requestId: '8e36bade-c5d6-4d00-9e69-72244675a9a1',
        acceptedRequestId: null,
        retryKey: '123e4567-e89b-12d3-a456-426614174000',
        method: 'POST',
        url: 'https://api.line.me/v2/bot/message/push',
        status: 200,
        ms: 12,
        channel: 'shop',
        failure: null,
      },
    ]);
    expect(statSync(dayFile('2026-11-21')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(warnings).toEqual([]);
  });

  it('starts a file each day, by UTC', () => {
    const write = log();
    write({ ...call, at: Date.parse('2026-11-21T23:59:59.999Z') });
    write({ ...call, at: Date.parse('2026-11-22T00:00:00.000Z') });
    expect(readdirSync(folder)).toEqual(['requests-2026-11-21.jsonl', 'requests-2026-11-22.jsonl']);
  });

  it('deletes a day once all of it is 90 days old, and nothing else', () => {
    const dayAgo = (days: number) => new Date(NOON - days * DAY_MS).toISOString().slice(0, 10);
    mkdirSync(folder);
    const others = ['notes.txt', 'requests-2020-01-01.jsonl.bak'];
    for (const name of others) writeFileSync(join(folder, name), '');
    for (const days of [89, 90, 91, 400]) writeFileSync(dayFile(dayAgo(days)), '');

    log()(call);

    const kept = [0, 89, 90].map((days) => `requests-${dayAgo(days)}.jsonl`);
    expect(readdirSync(folder).sort()).toEqual([...others, ...kept].sort());
  });

  it('redacts by value, whatever the field', () => {
    redactor.register('s3cret-token-value');
    log('s3cret-token-value')({
      ...call,
      failure: 'failed with "s3cret-token-value"',
      url: 'https://h/?t=s3cret-token-value',
    });
    expect(readFileSync(dayFile('2026-11-21'), 'utf8')).not.toContain('s3cret');
    expect(JSON.parse(linesOf('2026-11-21')[0] ?? '')).toMatchObject({ channel: '[redacted]' });
  });

  it('warns once when it cannot write, and writes again as soon as it can', () => {
    writeFileSync(folder, 'a file where the folder should be');
    const write = log();
    write(call);
    write(call);
    expect(warnings).toEqual([
      { type: 'notLogged', log: 'requests', folder, why: expect.objectContaining({ code: 'STATE_NOT_WRITABLE' }) },
    ]);

    rmSync(folder);
    write(call);
    expect(linesOf('2026-11-21')).toHaveLength(1);
  });

  it('makes its folder again when somebody deletes it', () => {
    const write = log();
    write(call);
    rmSync(folder, { recursive: true });
    write(call);
    expect(linesOf('2026-11-21')).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it('never mixes its lines with those of other processes', async () => {
    mkdirSync(folder);
    // The other processes make the same call as this module does.
    const source = `const { appendFileSync } = require('node:fs');
      const line = JSON.stringify({ filler: 'x'.repeat(700) }) + '\\n';
      for (let i = 0; i < 1000; i++) appendFileSync(process.argv[1], line, { mode: 0o600 });`;
    const others = [1, 2].map(() => spawn(process.execPath, ['-e', source, dayFile('2026-11-21')]));
    const ended = others.map((other) => once(other, 'exit'));
    await Promise.all(others.map((other) => once(other, 'spawn')));
    const write = log();
    for (let index = 0; index < 1000; index++) {
      write({ ...call, ms: index });
      if (index % 50 === 0) await setImmediate();
    }
    await Promise.all(ended);

    const lines = linesOf('2026-11-21').map((text): unknown => JSON.parse(text));
    expect(lines).toHaveLength(3000);
    expect(lines.filter((entry) => typeof entry === 'object' && entry !== null && 'ms' in entry)).toHaveLength(1000);
  });
});
