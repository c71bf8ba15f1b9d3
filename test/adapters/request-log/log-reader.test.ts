import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/adapters/redaction/redactor.js';
import { createRequestLogReader, createWebhookLogReader } from '../../../src/adapters/request-log/log-reader.js';
import { createRequestLog } from '../../../src/adapters/request-log/request-log.js';
import { createWebhookLog } from '../../../src/adapters/request-log/webhook-log.js';
import { ENDPOINTS } from '../../../src/domain/line/endpoints.js';
import type { LoggedRequest, LoggedWebhook, LogRange } from '../../../src/ports/request-log.js';

const ALL: LogRange = { since: null, until: null };
const at = (time: string) => Date.parse(`2026-11-${time}Z`);
const line = (time: string, requestId: string) =>
  JSON.stringify({
    time: `2026-11-${time}Z`,
    requestId,
    method: 'GET',
    url: 'https://api.line.me/v2/bot/info',
    status: 200,
  });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'line-ops-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const day = (date: string, text: string) => writeFileSync(join(folder, `requests-2026-11-${date}.jsonl`), text);

async function read(range: LogRange) {
  const reading = createRequestLogReader(folder).read(range);
  const requests: LoggedRequest[] = [];
  for await (const group of reading.groups) requests.push(...group);
  return { requests, ids: requests.map(({ requestId }) => requestId), damaged: reading.damagedLines() };
}

describe('read', () => {
  it('gives back what was written', async () => {
    const write = createRequestLog(folder, createRedactor(), { channel: 'shop', withBodies: false }, () => {});
    const call = {
      at: at('21T12:00:00.123'),
      url: 'https://api.line.me/v2/bot/message/push',
      status: null,
      ms: 10_001,
      requestId: null,
      acceptedRequestId: 'accepted-1',
      retryKey: 'key-1',
      failure: 'no answer in time',
    };
    write({ ...call, endpoint: ENDPOINTS.push, requestBody: null, answerBody: null });
    expect((await read(ALL)).requests).toEqual([{ ...call, method: 'POST', channel: 'shop' }]);
  });

  it('reads the days in order, and from a time up to another', async () => {
    day('22', `${line('22T08:00:00', 'd')}\n`);
    day('21', [line('21T08:00:00', 'a'), line('21T09:00:00', 'b'), line('21T10:00:00', 'c')].join('\n'));
    expect((await read(ALL)).ids).toEqual(['a', 'b', 'c', 'd']);
    expect((await read({ since: at('21T09:00:00'), until: null })).ids).toEqual(['b', 'c', 'd']);
    expect((await read({ since: null, until: at('21T10:00:00') })).ids).toEqual(['a', 'b']);
    expect((await read({ since: at('22T00:00:00'), until: at('22T08:00:00') })).ids).toEqual([]);
  });

  it('skips and counts damaged lines, and finds the line behind a torn one', async () => {
    const torn = line('21T08:00:00', 'torn').slice(0, 40);
    day(
      '21',
      [
        line('21T07:00:00', 'a'),
        torn + line('21T09:00:00', 'b'),
        '\0\0\0',
        '{"time":"never"}',
        '',
        '[]',
        line('21T10:00:00', 'c'),
        torn,
      ].join('\n'),
    );
    expect(await read(ALL)).toMatchObject({ ids: ['a', 'b', 'c'], damaged: 5 });
  });

  it('takes a folder that is not there as an empty log', async () => {
    rmSync(folder, { recursive: true });
    expect(await read(ALL)).toMatchObject({ ids: [], damaged: 0 });
  });

  it('leaves other files alone', async () => {
    writeFileSync(join(folder, 'notes.jsonl'), 'not a log');
    expect(await read(ALL)).toMatchObject({ ids: [], damaged: 0 });
  });
});

describe('prune', () => {
  it('names and deletes the days that ended before a time', async () => {
    for (const date of ['19', '20', '21']) day(date, 'four');
    const reader = createRequestLogReader(folder);
    const files = await reader.filesBefore(at('21T12:00:00'));
    expect(files).toEqual([
      { name: 'requests-2026-11-19.jsonl', bytes: 4 },
      { name: 'requests-2026-11-20.jsonl', bytes: 4 },
    ]);
    await reader.remove(files);
    expect(readdirSync(folder)).toEqual(['requests-2026-11-21.jsonl']);
    await reader.remove(files);
  });

  it('deletes nothing but days of the log', async () => {
    await expect(createRequestLogReader(folder).remove([{ name: '../precious', bytes: 0 }])).rejects.toThrow(
      'not a file of the log of requests',
    );
  });
});

describe('sends', () => {
  it('gives the requests under the keys that are asked for, from the day before on', async () => {
    const wanted = '00000000-0000-4000-8000-000000000001';
    const other = '00000000-0000-4000-8000-000000000002';
    const send = (time: string, retryKey: string) =>
      JSON.stringify({ ...JSON.parse(line(time, `r-${time}`)), retryKey, acceptedRequestId: null });
    day('20', `${send('20T08:00:00', wanted)}\n`);
    day('21', `${send('21T08:00:00', other)}\n${send('21T09:00:00', wanted)}\n${line('21T10:00:00', 'none')}\n`);
    day('22', `${send('22T08:00:00', wanted)}\n`);
    const found: string[] = [];
    const keys = new Set([wanted]);
    for await (const { requestId } of createRequestLogReader(folder).sends(keys, at('22T12:00:00')))
      found.push(String(requestId));
    expect(found).toEqual(['r-21T09:00:00', 'r-22T08:00:00']);
  });
});

describe('follow', () => {
  it('goes on with what is written at each pause, in lines that are whole, and with the next day', async () => {
    day('21', `${line('21T08:00:00', 'a')}\n`);
    const steps = [
      () => appendFileSync(join(folder, 'requests-2026-11-21.jsonl'), line('21T09:00:00', 'b')),
      () => appendFileSync(join(folder, 'requests-2026-11-21.jsonl'), `\n${line('21T10:00:00', 'c')}\n`),
      () => day('22', `${line('22T08:00:00', 'd')}\n`),
      // Cut short by somebody: read anew, and only what is in the range.
      () => day('22', ''),
      () => day('22', `${line('20T08:00:00', 'too early')}\n${line('22T09:00:00', 'e')}\n`),
    ];
    const reading = createRequestLogReader(folder).follow({ since: at('21T08:30:00'), until: null }, async () => {
      const step = steps.shift();
      step?.();
      return step !== undefined;
    });
    const groups: (string | null)[][] = [];
    for await (const group of reading.groups) groups.push(group.map(({ requestId }) => requestId));
    expect(groups).toEqual([['b', 'c'], ['d'], ['e']]);
    expect(reading.damagedLines()).toBe(0);
  });
});

it('keeps webhooks apart from requests, in files of their own', async () => {
  const write = createWebhookLog(folder, createRedactor(), () => {});
  const webhook = {
    at: at('21T12:00:00.123'),
    senderIp: '203.0.113.1',
    method: 'POST',
    path: '/hook',
    status: 200,
    ms: 3,
    channel: 'shop',
    signature: 'current',
    eventIds: ['01FZ74A0TDDPYRVKNK77XKC3ZR'],
  };
  write(webhook);
  day('21', `${line('21T08:00:00', 'a')}\n`);

  const reader = createWebhookLogReader(folder);
  const found: LoggedWebhook[] = [];
  for await (const group of reader.read(ALL).groups) found.push(...group);
  expect(found).toEqual([webhook]);
  expect((await read(ALL)).ids).toEqual(['a']);
  const files = await reader.filesBefore(at('23T00:00:00'));
  expect(files.map(({ name }) => name)).toEqual(['webhooks-2026-11-21.jsonl']);
  await reader.remove(files);
  expect(readdirSync(folder)).toEqual(['requests-2026-11-21.jsonl']);
});
