import { describe, expect, it } from 'vitest';
import { readYamlSource } from '../../../../src/adapters/files/yaml-source.js';
import { checkSource } from '../../../../src/domain/messages/check-document.js';
import type { ChoiceShape, JsonObject, Shape, Table } from '../../../../src/domain/messages/engine/shapes.js';
import { readJsonSource } from '../../../../src/domain/messages/json-source.js';
import { MESSAGE, MESSAGE_TYPES } from '../../../../src/domain/messages/rules/message-types.js';
import { commentedYaml } from '../../../../src/domain/messages/samples/commented-yaml.js';
import { noteOf } from '../../../../src/domain/messages/samples/notes.js';
import { SAMPLES, sampleOf } from '../../../../src/domain/messages/samples/samples.js';
import { isJsonObject } from '../../../../src/domain/text/json-object.js';

const NAMED = SAMPLES.map((sample) => [sample.name, sample] as const);

describe.each(NAMED)('the sample %s', (_name, sample) => {
  const yaml = commentedYaml(sample, 'Look at it.');

  it('is taken without a finding, by each way of sending', () => {
    const source = readJsonSource(JSON.stringify(sample.message, null, 2));
    for (const method of ['push', 'multicast', 'broadcast', 'narrowcast', 'reply'] as const)
      expect(checkSource(source, { method }).findings).toEqual([]);
  });

  it('is the same message as YAML with comments, and taken without a finding', () => {
    const source = readYamlSource(yaml);
    expect(source).toMatchObject({ type: 'parsed', value: sample.message, problems: [] });
    expect(checkSource(source, { method: 'multicast' }).findings).toEqual([]);
  });

  it('says what each property is for, and names its page', () => {
    expect(yaml.split('\n')[1]).toBe(`# ${sample.docs}`);
    const silent = tablesIn(sample.message, MESSAGE).flatMap(([value, table]) =>
      Object.keys(value).filter((name) => name !== 'type' && noteOf(table.name, name) === null),
    );
    expect(silent).toEqual([]);
  });
});

it('there is a sample of every type of message, of every template, and of both Flex containers', () => {
  const types = new Set(SAMPLES.map(({ message }) => message['type']));
  expect([...MESSAGE_TYPES.keys()].filter((type) => !types.has(type))).toEqual([]);
  for (const [type, property] of [
    ['template', 'template'],
    ['flex', 'contents'],
  ] as const) {
    const inside = new Set(SAMPLES.map(({ message }) => typeOf(message[property])));
    expect([...kindsOf(type, property)].filter((kind) => !inside.has(kind))).toEqual([]);
  }
});

it('limits in the comments are those of the rules', () => {
  const text = (name: string) => {
    const sample = sampleOf(name);
    return sample === null ? '' : commentedYaml(sample, '').replace(/\n *#/g, '');
  };
  expect(text('text')).toContain('at most 5000 UTF-16 units');
  expect(text('buttons')).toContain('at most 160 characters, 60 beside an image or a title. Required');
  expect(text('buttons')).toContain('1 to 4 of them');
  expect(text('image_carousel')).toContain('at most 12 characters');
  expect(text('imagemap')).toContain('https only, at most 2000 UTF-16 units');
});

it.each([
  ['textV2', 'textV2'],
  ['text-v2', 'textV2'],
  ['image-carousel', 'image_carousel'],
  ['template/image_carousel', 'image_carousel'],
  ['template', 'buttons'],
  ['template-confirm', 'confirm'],
  ['carousel', 'carousel'],
  ['Flex', 'flex'],
  ['bubble', 'flex'],
  ['flex/carousel', 'flex-carousel'],
  ['flex-bubble', 'flex'],
  ['txt', undefined],
])('%s is the sample %s', (typed, name) => {
  expect(sampleOf(typed)?.name).toBe(name);
});

it('names of samples lead to one sample each, and their summaries fit a terminal of 60 columns', () => {
  for (const sample of SAMPLES) {
    expect(sampleOf(sample.name)).toBe(sample);
    expect(sample.summary.length).toBeLessThanOrEqual(42);
  }
});

function kindsOf(type: string, property: string): Iterable<string> {
  const shape = MESSAGE_TYPES.get(type)?.table.properties.get(property)?.shape;
  return (shape as ChoiceShape).tables().keys();
}

function typeOf(value: unknown): unknown {
  return isJsonObject(value) ? value['type'] : undefined;
}

/** Every object of the message with the table that it is judged by. */
function tablesIn(value: unknown, shape: Shape | undefined): readonly (readonly [JsonObject, Table])[] {
  if (Array.isArray(value))
    return value.flatMap((item) => tablesIn(item, shape?.kind === 'list' ? shape.items : undefined));
  if (!isJsonObject(value) || shape === undefined) return [];
  if (shape.kind === 'map') return Object.values(value).flatMap((entry) => tablesIn(entry, shape.values));
  const table = shape.kind === 'object' ? shape.table : (shape as ChoiceShape).tables().get(String(value['type']));
  if (table === undefined) return [];
  const inside = Object.entries(value).flatMap(([name, child]) => tablesIn(child, table.properties.get(name)?.shape));
  return [[value, table], ...inside];
}
