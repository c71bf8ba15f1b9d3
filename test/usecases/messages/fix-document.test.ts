import { expect, it } from 'vitest';
import { createYamlEditor } from '../../../src/adapters/files/yaml-edits.js';
import { readYamlSource } from '../../../src/adapters/files/yaml-source.js';
import { jsonTextEdits } from '../../../src/domain/messages/fixes/json-edits.js';
import { readJsonSource } from '../../../src/domain/messages/json-source.js';
import type { Example } from '../../../src/domain/messages/registry/paper.js';
import { PAPERS } from '../../../src/domain/messages/registry/papers.js';
import { parsePositions } from '../../../src/domain/source/json-positions.js';
import { type Agreement, fixDocument, type Notation } from '../../../src/usecases/messages/fix-document.js';

const JSON_NOTATION: Notation = {
  read: async (text) => readJsonSource(text),
  editor: async (text) => {
    const places = parsePositions(text);
    return (edit) => jsonTextEdits(text, places, edit);
  },
};
const YAML_NOTATION: Notation = {
  read: async (text) => readYamlSource(text),
  editor: async (text) => createYamlEditor(text),
};

const NOBODY: Agreement = { agree: async () => false, answersAt: async () => false, wordsFor: async () => null };
const EVERYBODY: Agreement = { agree: async () => true, answersAt: async () => true, wordsFor: async () => 'words' };

const LARGE = 100_000;

const EXAMPLES = Object.entries(PAPERS).flatMap(([rule, { accepted, refused, warned }]) =>
  [accepted, refused, warned].flatMap((example, index) =>
    // What is too large for LINE takes its time, and has nothing that the small ones have not.
    example === null || LARGE < textOf(example, 0).length
      ? []
      : [[rule, ['accepted', 'refused', 'warned'][index], example] as const],
  ),
);

function textOf({ content }: Example, indent: number): string {
  return content.form === 'value' ? JSON.stringify(content.value, null, indent) : content.text;
}

it.each(EXAMPLES)(
  '%s, its example that is %s: mended once is mended, and nothing new is wrong',
  async (_rule, _verdict, example) => {
    const isYaml = example.content.form === 'yaml';
    const notations = isYaml ? [YAML_NOTATION] : [JSON_NOTATION, YAML_NOTATION];
    for (const notation of notations) {
      for (const agreement of [NOBODY, EVERYBODY]) {
        for (const indent of isYaml ? [0] : [0, 2]) {
          const before = textOf(example, indent);
          const untouched = await fixDocument(before, notation, { ...NOBODY }, 'after');
          const once = await fixDocument(before, notation, agreement, 'after');
          const twice = await fixDocument(once.text, notation, agreement, 'after');
          expect(twice).toMatchObject({ text: once.text, made: [] });
          expect(once.left.length).toBeLessThanOrEqual(untouched.left.length);
          if (once.made.length === 0) expect(once.text).toBe(before);
        }
      }
    }
  },
);
