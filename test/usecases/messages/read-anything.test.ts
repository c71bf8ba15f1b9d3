import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodedText } from '../../../src/adapters/files/decoded-text.js';
import { createMessageFiles } from '../../../src/adapters/files/message-files.js';
import type { MessageFiles } from '../../../src/ports/message-files.js';
import { readDocument } from '../../../src/usecases/messages/message-document.js';
import { validateMessages } from '../../../src/usecases/messages/validate-messages.js';

const FLEX =
  '{"type":"flex","altText":"春","contents":{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[]}}}';
const SEEDS = [
  FLEX,
  `[${FLEX},{"type":"text","text":"{{name}}"}]`,
  `{"to":"U1","message":[${FLEX}]}`,
  `\`\`\`json\n${FLEX}\n\`\`\``,
  `curl -d '${FLEX}'`,
  "const a = {type: 'text', /* b */ text: `c`,};",
  'type: text\ntext: &a *b : # c\n<<: *a\n- d: !e |\n  f\n',
  `${FLEX}\n${FLEX}\n`,
  `{"a":\${b},"c":{{d}},"e":{% f %}}`,
];

/** Bytes of all kinds: none that mean anything, and texts that mean something, cut, joined, and changed here and there. */
const BYTES = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(
      fc.constantFrom(...SEEDS),
      fc.constantFrom('utf8', 'utf16le'),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
      fc.nat(),
    )
    .map(([text, encoding, changes, end]) => {
      const bytes = Buffer.from(text, encoding === 'utf8' ? 'utf8' : 'utf16le');
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return new Uint8Array(bytes.subarray(0, end % 3 === 0 ? end % bytes.length : bytes.length));
    }),
  fc
    .array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
        '`',
        ':',
        ',',
        '\n',
        '\\',
        '- ',
        '? ',
        '&a',
        '*a',
        '|',
        '>',
        '#',
        '{{',
        '}}',
        '/*',
        '//',
        '```',
        'a',
        '\t',
        '\u{feff}',
      ),
      { maxLength: 60 },
    )
    .map((parts) => new TextEncoder().encode(parts.join(''))),
);

/** A file of these bytes under any name. */
function filesOf(bytes: Uint8Array): MessageFiles {
  const stdin = () => createMessageFiles(Readable.from([Buffer.from(bytes)]));
  return {
    ...stdin(),
    filesAt: async (path) => [path],
    readText: async () => decodedText(bytes),
    lineGroups: () => stdin().lineGroups('-'),
  };
}

it.each(['a.json', 'a.yaml', 'a.jsonl', '-'])(
  'any bytes under the name %s end in findings or in a verdict',
  async (path) => {
    await fc.assert(
      fc.asyncProperty(BYTES, fc.boolean(), async (bytes, wrap) => {
        const places: number[] = [];
        const { errors, judged } = await validateMessages(
          { paths: [path], method: null, destination: 'unknown', wrap },
          {
            files: filesOf(bytes),
            askLine: null,
            describe: async (problem) => problem.message,
            onFindings: (found) => places.push(...found.map(({ finding }) => finding.line)),
          },
        );
        expect(places.every((line) => Number.isInteger(line) && 0 < line)).toBe(true);
        expect(errors > 0 || (judged[0]?.messages ?? 0) > 0).toBe(true);
      }),
      { numRuns: 400 },
    );
  },
);

it('bytes behind lines that are no text are an error of the file', async () => {
  const { errors } = await validateMessages(
    { paths: ['a.jsonl'], method: null, destination: 'unknown', wrap: false },
    {
      files: filesOf(new Uint8Array([0x0a, 0, 0x80])),
      askLine: null,
      describe: async (problem) => problem.message,
      onFindings: () => {},
    },
  );
  expect(errors).toBe(1);
});

it('bytes that are not text are refused where they would be sent', async () => {
  const { findings } = await readDocument('a.json', filesOf(new Uint8Array([0x1f, 0x8b, 8, 0])), { method: 'push' });
  expect(findings).toMatchObject([{ rule: 'encoding', severity: 'error' }]);
});
