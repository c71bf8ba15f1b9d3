import type { Papers } from '../paper.js';
import { body, text, times } from './parts.js';
import { document, jsonText, paper, unreadable, yamlText } from './writing.js';

const nested = (levels: number): object =>
  levels === 0 ? { type: 'audience', audienceGroupId: 5614991017776 } : { type: 'operator', not: nested(levels - 1) };
const ages = (count: number) =>
  document(body({ filter: { demographic: { type: 'operator', or: times(count, { type: 'age', gte: 'age_20' }) } } }), {
    method: 'narrowcast',
  });
const audience = (id: string) =>
  jsonText(`{"recipient":{"type":"audience","audienceGroupId":${id}},"messages":[{"type":"text","text":"Hello"}]}`, {
    method: 'narrowcast',
  });
const narrowcastTo = (levels: number) => document(body({ recipient: nested(levels) }), { method: 'narrowcast' });

const HELLO = jsonText('{"type":"text","text":"Hello"}');

/** Of the file as a file: its notation, its size, and what LINE itself says of it. */
export const FILE_PAPERS = {
  'body-size': paper({
    limit: '2 MB a request; LINE does not say whether 1,000,000 or 1,048,576 bytes each',
    accepted: ages(2),
    refused: ages(70_000),
    warned: ages(68_000),
  }),
  depth: paper({ limit: '100 objects inside one another', accepted: narrowcastTo(1), refused: narrowcastTo(101) }),
  'duplicate-key': paper({
    limit: 'a key once in an object',
    accepted: jsonText('{"type":"text","text":"Open until 8"}'),
    refused: jsonText('{"type":"text","text":"Open until 8","text":"Open until 9"}'),
  }),
  encoding: paper({
    limit: 'UTF-8',
    accepted: jsonText('{"type":"text","text":"こんにちは"}'),
    refused: jsonText('\u{feff}{"type":"text","text":"Hello"}'),
  }),
  'file-not-found': paper({
    accepted: HELLO,
    refused: unreadable('nothing is there', 'the path of a file that was moved away'),
  }),
  'file-not-readable': paper({
    accepted: HELLO,
    refused: unreadable('no permission', 'a file that only its owner may read'),
  }),
  'file-size': paper({
    limit: '64 MiB a file',
    accepted: HELLO,
    refused: unreadable('too large', 'a JSON file of 100 MB'),
  }),
  'json-depth': paper({
    limit: '200 values inside one another',
    accepted: jsonText('[{"type":"text","text":"Hello"}]'),
    refused: jsonText(`${'['.repeat(201)}${']'.repeat(201)}`),
  }),
  'json-syntax': paper({
    accepted: HELLO,
    refused: jsonText('{"type":"text","text":"Hello"'),
  }),
  'line-length': paper({
    limit: '8,388,608 characters a line',
    accepted: HELLO,
    refused: unreadable('a line too long', 'a .jsonl file without a line break'),
  }),
  'line-accepted': paper({
    accepted: HELLO,
    refused: document(text({ sender: { name: 'LINE' } }), { lineAnswers: '{}' }),
  }),
  'line-refused': paper({
    accepted: document(text({ quoteToken: 'q3Plxr4AgKd' }), { method: 'push' }),
    refused: document(text({ quoteToken: 'not-a-token' }), { method: 'push', lineAnswers: 'Invalid quote token' }),
  }),
  'not-messages': paper({
    accepted: jsonText(
      '{"replyToken":"nHuyWiB7yP5Zw52FIkcQobQuGDXCTA","messages":[{"type":"text","text":"Thank you"}]}',
      {
        method: 'reply',
      },
    ),
    refused: jsonText('{"destination":"xxxxxxxxxx","events":[]}'),
  }),
  'number-overflow': paper({
    limit: 'below 1.8e308',
    accepted: jsonText('{"type":"text","text":"1e999"}'),
    refused: jsonText('{"type":"text","text":1e999}'),
  }),
  'number-precision': paper({
    limit: 'whole numbers to 9007199254740991',
    accepted: audience('5614991017776'),
    refused: audience('9007199254740993'),
  }),
  'yaml-syntax': paper({
    accepted: yamlText('type: text\ntext: "Today: tulips"\n'),
    refused: yamlText('type: text\ntext: Today: tulips\n'),
    warned: yamlText('type: text\ntext: Tulips, the #1 of today\n'),
  }),
} satisfies Partial<Papers>;
