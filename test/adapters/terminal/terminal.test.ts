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

/** A terminal of a width that can change, with what was written to it. */
function wide(columns: number, env: Readonly<Record<string, string>> = {}) {
  const stream = () => Object.assign(new PassThrough(), { isTTY: true, columns });
  const streams = { stdin: stream(), stdout: stream(), stderr: stream(), env, redactor: createRedactor() };
  const settings = { mayAsk: false, mayColour: true, quiet: false, verbose: false };
  const terminal = createTerminal(streams, settings);
  return {
    terminal,
    said: () => String(streams.stderr.read() ?? ''),
    becomes: (width: number) => {
      Object.assign(streams.stderr, { columns: width });
      streams.stderr.emit('resize');
    },
  };
}

it('what is drawn in place is drawn anew in another width, and the lines that the old one was wrapped to are gone', () => {
  const { terminal, said, becomes } = wide(40);
  terminal.redraw((columns) => '#'.repeat(columns));
  expect(said()).toBe('#'.repeat(37));
  becomes(20);
  expect(said()).toBe(`\r\u001b[1A\u001b[J${'#'.repeat(17)}`);
  becomes(80);
  expect(said()).toBe(`\r\u001b[2K${'#'.repeat(77)}`);
  terminal.redraw('');
  expect(said()).toBe('\r\u001b[2K');
  becomes(40);
  expect(said()).toBe('');
});

it('a text that is drawn in place takes one line, however long it is', () => {
  const { terminal, said } = wide(20);
  terminal.redraw('あ'.repeat(20));
  expect(said()).toBe(`${'あ'.repeat(8)}…`);
});

it('errors and hints are folded behind their labels, which stand out; a document and a command are not broken', () => {
  const { terminal, said } = wide(40);
  terminal.warn('error: this is a sentence that does not fit');
  terminal.warn('hint: Run it again: line-ops token list --all-channels --offline');
  terminal.document({ text: 'words '.repeat(10) });
  expect(said()).toBe(
    [
      '\u001b[1m\u001b[31merror:\u001b[39m\u001b[22m this is a sentence that does not',
      '       fit',
      '\u001b[36mhint:\u001b[39m Run it again:',
      '      line-ops token list --all-channels --offline',
      JSON.stringify({ text: 'words '.repeat(10) }),
      '',
    ].join('\n'),
  );
});

it('NO_COLOR takes the colours of labels away, and the words stay', () => {
  const { terminal, said } = wide(80, { NO_COLOR: '1' });
  terminal.warn('error: it failed');
  expect(said()).toBe('error: it failed\n');
});

it('where there is no terminal COLUMNS says how wide it is, and a line stays a line', () => {
  const stream = () => new PassThrough();
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  const env = { COLUMNS: '132' };
  const settings = { mayAsk: false, mayColour: true, quiet: false, verbose: false };
  const terminal = createTerminal({ stdin, stdout, stderr, env, redactor: createRedactor() }, settings);
  expect(terminal.columns).toBe(132);
  const long = `error: ${'word '.repeat(60)}end`;
  terminal.warn(long);
  expect(String(stderr.read())).toBe(`${long}\n`);
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
