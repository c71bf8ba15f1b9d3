import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OPENAPI_FACTS } from './openapi/documents.js';
import { readFacts } from './write-openapi-facts.mjs';

/** Where LINE's own files lie while somebody brings the facts up to date. */
const FOLDER = resolve(process.env['LINE_OPENAPI_FOLDER'] ?? '../shared/openapi');

const count = (name: string) => Object.keys(OPENAPI_FACTS.documents[name]?.operations ?? {}).length;

describe("the facts of LINE's OpenAPI files", () => {
  it('say where they are from', () => {
    expect(OPENAPI_FACTS.source).toEqual({
      repository: 'https://github.com/line/line-openapi',
      commit: expect.stringMatching(/^[0-9a-f]{7,40}$/),
      date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    });
  });

  it('hold the hundred operations of the Messaging API, tokens, insight and audiences', () => {
    expect(['messaging-api', 'channel-access-token', 'insight', 'manage-audience'].map(count)).toEqual([73, 8, 7, 12]);
  });

  it('hold no sentence', () => {
    const texts: string[] = [];
    JSON.stringify(OPENAPI_FACTS, (_key, value) => {
      if (typeof value === 'string' && /\S \S+ \S/.test(value)) texts.push(value);
      return value;
    });
    expect(texts).toEqual([]);
  });
});

// The files themselves are not a part of the repository: where they lie beside it, the facts must be their image.
if (existsSync(join(FOLDER, 'messaging-api.yml'))) {
  it("are the image of LINE's files", () => {
    expect(OPENAPI_FACTS.documents).toEqual(readFacts(FOLDER));
  });
}
