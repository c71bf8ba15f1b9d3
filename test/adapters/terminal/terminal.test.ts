import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createRedactor } from '../../../src/adapters/redaction/redactor.js';
import { createTerminal } from '../../../src/adapters/terminal/terminal.js';

const NASTY = 'a\u001b[31m\u202e\n::error::b';
const SHOWN = 'a\\u001b[31m\\u202e\\n::error::b';

/** A person at a terminal that cannot redraw, who types these lines. */
function personAt(...lines: readonly string[]) {
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const [stdin, stdout, stderr] = [terminal(), terminal(), terminal()];
  const redactor = createRedactor();
  redactor.register('a-secret-of-somebody');
  for (const line of lines) stdin.write(`${line}\n`);
  const opened = createTerminal(
    { stdin, stdout, stderr, env: { ACCESSIBLE: '1' }, redactor },
    { mayAsk: true, mayColour: true, quiet: false, verbose: false },
  );
  return { terminal: opened, said: () => String(stderr.read() ?? ''), answered: () => String(stdout.read() ?? '') };
}

it('a question shows what acts on a terminal, and no secret', async () => {
  const { terminal, said } = personAt('yes');
  expect(await terminal.confirm(`${NASTY} a-secret-of-somebody?`)).toBe(true);
  expect(said()).toContain(`${SHOWN} [redacted]?`);
});

it('a choice does so too, and answers its value as it is', async () => {
  const { terminal, said } = personAt('1');
  const choices = [{ name: NASTY, value: NASTY, description: NASTY }];
  expect(await terminal.choose(NASTY, choices)).toBe(NASTY);
  expect(said()).toContain(`  1. ${SHOWN} - ${SHOWN}`);
});

it('a note is one line, several are ours, and colours are from our painter alone', async () => {
  const { terminal, said } = personAt();
  const paint = await terminal.painter('stderr');
  terminal.note(`${paint.bad('x')} ${NASTY}`);
  terminal.noteLines('a\nb');
  expect(said()).toBe(`\u001b[31mx\u001b[39m ${SHOWN}\na\nb\n`);
});

it('a workflow command is written where we mean one, and nowhere else', async () => {
  const { terminal, answered } = personAt();
  terminal.workflowCommand('::add-mask::x', 'stdout');
  terminal.answer('::add-mask::y\n');
  expect(answered()).toBe('::add-mask::x\n\\u003a:add-mask::y\n');
});

it.each([
  [undefined, 80],
  [0, 80],
  [60, 60],
])('a terminal that says it is %s columns wide is taken for one of %i', (columns, taken) => {
  const stream = () => Object.assign(new PassThrough(), columns === undefined ? {} : { columns });
  const streams = { stdin: stream(), stdout: stream(), stderr: stream(), env: {}, redactor: createRedactor() };
  const settings = { mayAsk: false, mayColour: false, quiet: false, verbose: false };
  expect(createTerminal(streams, settings).columns).toBe(taken);
});
