import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonSource, readJsonSource } from '../../../src/domain/messages/json-source.js';
import { parsePositions } from '../../../src/domain/source/json-positions.js';
import { pointerToken } from '../../../src/domain/source/pointer.js';

function parsed(text: string): Extract<JsonSource, { type: 'parsed' }> {
  const source = readJsonSource(text);
  if (source.type === 'broken') throw new Error(source.finding.message);
  return source;
}

describe('broken JSON', () => {
  it.each([
    ['an empty file', '', 1, 1, 'the file is empty'],
    ['white space alone', ' \n', 2, 1, 'the file is empty'],
    ['a trailing comma in an object', '{\n  "a": 1,\n}', 2, 9, 'trailing comma'],
    ['a trailing comma in an array', '[1,2 , ]', 1, 6, 'trailing comma'],
    ['single quotes around a key', "{'a': 1}", 1, 2, 'single quote'],
    ['single quotes around a value', '{"a": \'b\'}', 1, 7, 'single quote'],
    ['typographic quotes', '{“a”: 1}', 1, 2, 'typographic quote'],
    ['a comment', '{\n  // note\n  "a": 1\n}', 2, 3, 'no comments'],
    ['a comment in stars', '[1, /* two */ 2]', 1, 5, 'no comments'],
    ['a comment after a hash', '# note\n{}', 1, 1, 'no comments'],
    ['a line break in a string', '{"text": "one\ntwo"}', 1, 14, 'line break'],
    ['a tab in a string', '["a\tb"]', 1, 4, 'tab'],
    ['a string without end', '["abc', 1, 2, 'not closed'],
    ['a key without quotes', '{type: "text"}', 1, 2, 'keys need double quotes: "type"'],
    ['a value without quotes', '{"type": text}', 1, 10, 'text needs double quotes: "text"'],
    ['a missing comma', '{"a": 1\n "b": 2}', 2, 2, 'expected "," or "}"'],
    ['a missing colon', '{"a" 1}', 1, 6, 'expected ":"'],
    ['a missing value', '[1,,2]', 1, 4, 'a value is missing'],
    ['an open object', '{"a": 1', 1, 8, 'not closed'],
    ['an open array', '[1', 1, 3, 'not closed'],
    ['two values', '{} {}', 1, 4, 'after the end'],
    ['Python', '[True]', 1, 2, 'write true'],
    ['undefined', '[undefined]', 1, 2, 'write null'],
    ['a leading zero', '[012]', 1, 2, 'not a number'],
    ['a leading plus', '[+1]', 1, 2, 'not a number'],
    ['a bare fraction', '[.5]', 1, 2, 'not a number'],
    ['hexadecimal', '[0x1F]', 1, 2, 'not a number'],
    ['an unknown escape', '["C:\\dir"]', 1, 5, 'not an escape'],
    ['a no-break space', '[1,\u{a0}2]', 1, 4, 'U+00A0'],
    ['columns in UTF-16 units', '["𝄞" x]', 1, 7, 'expected ","'],
    ['lines that end in CR LF', '{\r\n"a":,\r\n}', 2, 5, 'a value is missing'],
    ['lines that end in CR', '{\r"a":,\r}', 2, 5, 'a value is missing'],
  ])('%s', (_about, text, line, column, message) => {
    expect(readJsonSource(text)).toMatchObject({
      type: 'broken',
      finding: {
        rule: 'json-syntax',
        severity: 'error',
        pointer: '',
        line,
        column,
        message: expect.stringContaining(message),
      },
    });
  });

  it('names a byte order mark', () => {
    expect(readJsonSource('\u{feff}{}')).toMatchObject({
      type: 'broken',
      finding: { rule: 'encoding', line: 1, column: 1, message: expect.stringContaining('byte order mark') },
    });
  });

  it('refuses what lies too deep, whatever its length', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(readJsonSource(nested(200)).type).toBe('parsed');
    expect(readJsonSource(nested(201))).toMatchObject({
      type: 'broken',
      finding: { rule: 'json-depth', limit: 200, actual: 201 },
    });
    expect(readJsonSource(nested(100_000))).toMatchObject({ type: 'broken', finding: { rule: 'json-depth' } });
    expect(readJsonSource('['.repeat(100_000))).toMatchObject({ type: 'broken', finding: { rule: 'json-syntax' } });
  });
});

describe('keys that occur twice', () => {
  it.each([
    ['none', '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]}', []],
    ['at the top', '{"a": 1,\n "a": 2}', [['/a', 2, 2]]],
    [
      'three times',
      '{"a":1,"a":1,"a":1}',
      [
        ['/a', 1, 8],
        ['/a', 1, 14],
      ],
    ],
    ['deep inside', '[{"b": {"c": 1, "c": 2}}]', [['/0/b/c', 1, 17]]],
    ['written with an escape', '{"a": 1, "\\u0061": 2}', [['/a', 1, 10]]],
    ['colons inside strings', '{"a:": ":", "b": "\\":"}', []],
    ['the name of a prototype', '{"__proto__": 1, "__proto__": 2}', [['/__proto__', 1, 18]]],
  ])('%s', (_about, text, expected) => {
    const { problems } = parsed(text);
    expect(problems.map(({ pointer, line, column }) => [pointer, line, column])).toEqual(expected);
    expect(problems.every(({ rule, severity }) => rule === 'duplicate-key' && severity === 'error')).toBe(true);
  });
});

describe('places', () => {
  const text = '{\n  "a": {\n    "b/c": [10, "x"]\n  }\n}';
  it.each([
    ['the root', '', 'value', 1, 1],
    ['a value', '/a', 'value', 2, 8],
    ['a key', '/a', 'key', 2, 3],
    ['an escaped key', '/a/b~1c', 'key', 3, 5],
    ['an item', '/a/b~1c/1', 'value', 3, 17],
    ['a missing property: its object', '/a/none', 'value', 2, 8],
    ['below something missing', '/none/0/x', 'value', 1, 1],
  ] as const)('%s', (_about, pointer, part, line, column) => {
    expect(parsed(text).locate(pointer, part)).toEqual({ line, column });
  });

  it('of two equal keys, the one that counts', () => {
    expect(parsed('{"a": 1, "a": 22}').locate('/a')).toEqual({ line: 1, column: 15 });
  });
});

describe('for every value', () => {
  const spaced = fc.tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1, 2, '\t'));

  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(spaced, ([value, space]) => {
        const text = JSON.stringify(value, null, space);
        const source = parsed(text);
        expect(source.value).toEqual(JSON.parse(text));
        expect(source.problems).toEqual([]);
      }),
    );
  });

  it('points at the text of each value', () => {
    fc.assert(
      fc.property(spaced, ([value, space]) => {
        const text = JSON.stringify(value, null, space);
        const { locate } = parsed(text);
        const lines = text.split('\n');
        for (const [pointer, child] of pointersIn(JSON.parse(text))) {
          const { line, column } = locate(pointer);
          const rest = [lines[line - 1]?.slice(column - 1), ...lines.slice(line)].join('\n');
          expect(rest.startsWith(JSON.stringify(child, null, space).split('\n')[0] ?? '')).toBe(true);
        }
      }),
    );
  });

  it('takes and refuses JSON with one character changed, as JSON.parse does', () => {
    const slips = fc.constantFrom('', ',', '}', ']', '"', '\\', '0', '.', 'e', ' ', "'", '\u{1}');
    fc.assert(
      fc.property(spaced, fc.nat(), slips, ([value, space], place, slip) => {
        const right = JSON.stringify(value, null, space);
        const at = place % right.length;
        const text = right.slice(0, at) + slip + right.slice(at + 1);
        expect([text, accepts(() => parsePositions(text))]).toEqual([text, accepts(() => JSON.parse(text))]);
        expect(readJsonSource(text).type).toBe(accepts(() => JSON.parse(text)) ? 'parsed' : 'broken');
      }),
      { numRuns: 2000 },
    );
  });

  it('takes and refuses the same texts as JSON.parse', () => {
    const scraps = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '"a"',
        '1',
        '-',
        '.5',
        'e3',
        '0',
        'true',
        'null',
        ' ',
        '\n',
        '\\',
        '\\u00e9',
        '\u{7f}',
        '\u{85}',
        '\u{0}',
        'é',
        '𝄞',
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(scraps, (pieces) => {
        const text = pieces.join('');
        expect([text, accepts(() => parsePositions(text))]).toEqual([text, accepts(() => JSON.parse(text))]);
      }),
      { numRuns: 5000 },
    );
  });
});

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

function pointersIn(value: unknown, pointer = ''): [string, unknown][] {
  const here: [string, unknown] = [pointer, value];
  if (typeof value !== 'object' || value === null) return [here];
  return [
    here,
    ...Object.entries(value).flatMap(([key, child]) => pointersIn(child, `${pointer}/${pointerToken(key)}`)),
  ];
}

describe('what a value no longer shows of its text', () => {
  // A number may take fewer characters than its digits, so that a text with a lost key is as short as one without.
  it.each([
    '{"a":1,"a":2}',
    '{"a":1e20,"a":1e20}',
    '{"a":100000000,"a":1e8}',
    '{"a":"\\"","a":1e9}',
    '{"b":{"a":1,"a":123456789}}',
    '{ "a" : [] , "a" : true }',
    '{"a":1,"\\u0061":[999,10,0,-0]}',
  ])('a key that occurs twice is found in %s', (text) => {
    expect(parsed(text).problems).toMatchObject([{ rule: 'duplicate-key' }]);
  });

  it('is nothing where each key occurs once, and the value takes no more bytes than is said', () => {
    const numbers = fc.constantFrom('0', '-0', '7', '10', '999', '1000', '1e2', '1e9', '1e15', '0.5', '5e-324');
    const strings = fc.constantFrom(
      '"a"',
      '"日"',
      '"\\ud83d"',
      '"\\u0001"',
      '"\\/"',
      '"\\"\\\\"',
      'null',
      'true',
      'false',
      '{}',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(numbers, strings)), fc.constantFrom('', ' '), (values, space) => {
        const text = `{${values.map((value, index) => `"k${index}":${space}[${value}]`).join(',')}}`;
        const { value, problems, maxBytes } = parsed(text);
        expect([text, problems]).toEqual([text, []]);
        expect(Buffer.byteLength(JSON.stringify(value))).toBeLessThanOrEqual(maxBytes);
      }),
    );
    const { value, maxBytes } = parsed(`[${'1e20,'.repeat(100)}1e20]`);
    expect(JSON.stringify(value).length).toBeLessThanOrEqual(maxBytes);
  });
});
