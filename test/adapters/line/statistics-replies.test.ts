import { expect, it } from 'vitest';
import { readStatistics } from '../../../src/adapters/line/replies.js';

function answer(overview: object, clicks: unknown = []): string {
  return JSON.stringify({ overview, messages: [], clicks });
}

it('a number that LINE does not give is none, and what LINE adds is let by', () => {
  const clicks = [{ seq: 2, url: 'https://example.com', click: null, newField: 1 }, { seq: 1 }, null];
  expect(readStatistics(answer({ uniqueImpression: null, somethingNew: 'x' }, clicks))).toEqual({
    delivered: null,
    uniqueImpression: null,
    uniqueClick: null,
    urls: [{ seq: 2, url: 'https://example.com', click: null, uniqueClick: null }],
  });
  expect(readStatistics(answer({ uniqueImpression: 20 }, null)).urls).toEqual([]);
});

it.each(['25', -1, {}, true])('%j is no number of people: it is never kept as too few', (value) => {
  expect(() => readStatistics(answer({ uniqueImpression: value }))).toThrowError();
  expect(() => readStatistics(answer({}, [{ seq: 1, url: 'https://example.com', click: value }]))).toThrowError();
});
