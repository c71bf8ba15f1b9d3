import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WEBHOOK_JUDGEMENTS } from '../../../../src/domain/webhook/check/judgements.js';

it('the page of what is examined has every examination, in its order, with its title and its page of LINE', () => {
  const page = readFileSync(join('docs', 'webhook-check.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` \| \[([^\]]+)\]\((\S+)\) \| \S/gm)];
  expect(rows.map(([, id, title, docs]) => ({ id, title, docs }))).toEqual(
    WEBHOOK_JUDGEMENTS.map(({ id, title, docs }) => ({ id, title, docs })),
  );
});
