import { describe, expect, it } from 'vitest';
import { ServerLogExaminer } from '../../../src/domain/webhook/server-log/examine.js';

function examine(...lines: readonly string[]) {
  const examiner = new ServerLogExaminer(null);
  for (const line of lines) examiner.add(line);
  return examiner.findings();
}

const missing = (...lines: readonly string[]) =>
  examine(...lines)
    .columns.filter(({ missingIn }) => missingIn.length > 0)
    .map(({ column, missingIn }) => [column.id, ...missingIn]);

describe('the five columns of webhooks', () => {
  it.each([
    ["LINE's own example", '203.0.113.1\tMon, 05 Jul 2021 08:10:00 GMT\tPOST\t/linebot/webhook\t200'],
    ['the same as CSV', '203.0.113.1,"Mon, 05 Jul 2021 08:10:00 GMT",POST,/linebot/webhook,200'],
    ['CSV without quotes', '203.0.113.1,Mon, 05 Jul 2021 08:10:00 GMT,POST,/linebot/webhook,200'],
    [
      'the combined log of Apache and nginx',
      '203.0.113.1 - - [05/Jul/2021:08:10:00 +0000] "POST /linebot/webhook HTTP/1.1" 200 2 "-" "LineBotWebhook/2.0"',
    ],
    ['words', '2021-07-05 08:10:00 POST /hook 200 from 2001:db8::1'],
    ['words with ISO time', 'INFO 2021-07-05T08:10:00.123Z 203.0.113.1:4711 POST /hook 200 3ms'],
    [
      'JSON',
      '{"time":"2021-07-05T17:10:00+09:00","ip":"203.0.113.1","req":{"method":"POST","url":"/hook"},"statusCode":200}',
    ],
    [
      'JSON with milliseconds',
      '{"timestamp":1625472600000,"remote":"::1","method":"POST","path":"/hook","status":"200"}',
    ],
    [
      'ours',
      '{"time":"2026-11-21T12:00:00.123Z","senderIp":"203.0.113.1","method":"POST","path":"/hook","status":200,"ms":3}',
    ],
  ])('are in %s', (_form, line) => {
    expect(examine(line)).toMatchObject({ kind: 'webhooks', entries: 1, isComplete: true });
  });

  it.each([
    ['the sender', '- - - [05/Jul/2021:08:10:00 +0000] "POST /hook HTTP/1.1" 200 2', 'sender-ip'],
    ['the day', '203.0.113.1 08:10:00 POST /hook 200', 'time'],
    ['the method', '203.0.113.1\tMon, 05 Jul 2021 08:10:00 GMT\t/hook\t200', 'method'],
    ['the path', '203.0.113.1\tMon, 05 Jul 2021 08:10:00 GMT\tPOST\t200', 'path'],
    ['the status', '203.0.113.1\tMon, 05 Jul 2021 08:10:00 GMT\tPOST\t/hook', 'status'],
    [
      'the status of JSON, for bytes are none',
      '{"time":"2021-07-05T08:10:00Z","ip":"1.2.3.4","method":"POST","path":"/hook","bytes":200}',
      'status',
    ],
    ['an address, for 300.1.1.1 is none', '300.1.1.1\tMon, 05 Jul 2021 08:10:00 GMT\tPOST\t/hook\t200', 'sender-ip'],
  ])('are not all there without %s', (_what, line, id) => {
    expect(missing(line)).toEqual([[id, 1]]);
  });

  it('are asked of every entry; headings and stack traces are none', () => {
    const whole = '203.0.113.1\tMon, 05 Jul 2021 08:10:00 GMT\tPOST\t/hook\t200';
    const lines = [
      'ip\ttime\tmethod\tpath\tstatus',
      whole,
      '  at Object.<anonymous> (/app/bot.js:1:1)',
      '',
      '1.2.3.4\tx\tPOST\t/hook\t500',
    ];
    expect(examine(...lines)).toMatchObject({ lines: 5, entries: 2, isComplete: false });
    expect(missing(...lines)).toEqual([['time', 5]]);
    expect(examine('hello', 'world')).toMatchObject({ entries: 0, isComplete: false });
    expect(examine()).toMatchObject({ lines: 0, isComplete: false });
  });
});

it('tells the log of requests to LINE by what it is about', () => {
  const request =
    '8e36bade-c5d6-4d00-9e69-72244675a9a1\tMon, 05 Jul 2021 08:14:35 GMT\tPOST\thttps://api.line.me/v2/bot/message/push\t200';
  expect(examine(request)).toMatchObject({ kind: 'requests', entries: 1, isComplete: true });
  expect(missing(request.replace(/^[^\t]+/, 'request-1'))).toEqual([['request-id', 1]]);
});
