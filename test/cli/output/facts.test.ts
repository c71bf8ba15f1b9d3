import { expect, it } from 'vitest';
import { createPainter } from '../../../src/adapters/terminal/painter.js';
import { createStyles } from '../../../src/adapters/terminal/styles.js';
import { factTable } from '../../../src/cli/output/facts.js';

const ESCAPE = String.fromCharCode(27);

async function shown(words: string, width: number): Promise<string> {
  const styles = createStyles();
  const paint = await createPainter(styles, true);
  const facts = [{ label: 'webhook', words: () => `${words}, ${paint.good('on')}` }];
  return styles.release(factTable(facts, paint, width));
}

it('a word in a colour is shown in it, and is no text from outside', async () => {
  expect(await shown('https://example.com', 60)).toBe(`webhook  https://example.com, ${ESCAPE}[32mon${ESCAPE}[39m`);
});

it('what has to be folded is measured without its colours', async () => {
  expect(await shown('https://example.com/a/path/that/takes/some/room, as it is set', 60)).toBe(
    `webhook  https://example.com/a/path/that/takes/some/room, as\n         it is set, ${ESCAPE}[32mon${ESCAPE}[39m`,
  );
});

it('an escape code from outside is shown, not obeyed', async () => {
  expect(await shown(`${ESCAPE}[31mred`, 60)).toBe(`webhook  \\u001b[31mred, ${ESCAPE}[32mon${ESCAPE}[39m`);
});
