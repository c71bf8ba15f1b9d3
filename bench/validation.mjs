import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BINARY, runNode } from './processes.mjs';

/** `message validate` on JSON lines, start-up taken off. */
export async function measureValidation({ full, folder }) {
  const empty = join(folder, 'one.jsonl');
  writeFileSync(empty, `${textLine(0)}\n`);
  const startMs = (await runNode([BINARY, 'message', 'validate', empty])).ms;
  const rows = [];
  for (const [what, line, count, reach] of [
    ['text messages', textLine, full ? 1_000_000 : 200_000, '50,000/s'],
    ['Flex bubbles of 2 KB', bubbleLine, full ? 100_000 : 20_000, '5,000/s'],
  ]) {
    const file = join(folder, 'many.jsonl');
    writeFileSync(file, Array.from({ length: count }, (_, index) => line(index)).join('\n'));
    const { ms, status, peakMiB } = await runNode([BINARY, 'message', 'validate', file]);
    if (status !== 0) throw new Error(`message validate ended with ${status}`);
    const perSecond = Math.round(count / ((ms - startMs) / 1000));
    rows.push({
      what: `message validate: ${what}`,
      measured: `${perSecond.toLocaleString('en-US')}/s, ${Math.round(peakMiB)} MiB`,
      reach,
    });
  }
  return rows;
}

function textLine(index) {
  return JSON.stringify({ type: 'text', text: `Hello number ${index}, the spring sale ends on Sunday.` });
}

function bubbleLine(index) {
  const text = (value) => ({
    type: 'text',
    text: `${value} ${index}`,
    size: 'sm',
    color: '#555555',
    wrap: true,
    flex: 1,
  });
  const row = (value) => ({
    type: 'box',
    layout: 'horizontal',
    margin: 'md',
    contents: [text(value), text('1,200 yen')],
  });
  const contents = {
    type: 'bubble',
    size: 'mega',
    header: { type: 'box', layout: 'vertical', contents: [text('Receipt')] },
    body: {
      type: 'box',
      layout: 'vertical',
      spacing: 'md',
      contents: ['Tea', 'Coffee', 'Cake', 'Soup', 'Bread', 'Total'].map(row),
    },
    footer: {
      type: 'box',
      layout: 'vertical',
      contents: [{ type: 'button', action: { type: 'uri', label: 'Open', uri: 'https://example.com/' } }],
    },
  };
  return JSON.stringify({ type: 'flex', altText: 'Receipt', contents });
}
