// Draws terminal.svg: node docs/pictures/draw.mjs [file]. The lines are typed at a terminal, with the built program and an emulated
// LINE; the picture shows what they printed. It takes `script` of util-linux.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PICTURE = fileURLToPath(new URL('terminal.svg', import.meta.url));
const BIN = fileURLToPath(new URL('../../bin/line-ops.js', import.meta.url));
const COLUMNS = 84;

const TITLE = 'line-ops in a terminal';
const DESCRIPTION =
  'Two channel access tokens are listed, one of which ends in three days. A message is found to be valid. A broadcast goes to 20,000 people in three stages, and all of it was accepted.';

const BEFORE = `
line-ops channel add shop --assertion-key-file key.json --assertion-key-id "$LINE_ASSERTION_KEY_ID"
line-ops token issue --label shop-backend
line-ops token issue --label newsletter --expires-in 3d
line-ops user list --out users.txt
`;

const TYPED = [
  'line-ops token list',
  'line-ops message validate sale.json',
  'line-ops broadcast send --messages sale.json --to users.txt --stages 1%,10%,rest \\\n    --interval 1s --yes --quiet',
];

const SALE = { type: 'text', text: 'Open until 8 tonight. https://example.com/shop' };

const WORLD = ['--followers', '20000', '--quota', '100000', '--seed', '1'];
const TO = process.argv[2] ?? PICTURE;

/** The files and the program that the lines name, and an environment without the credentials: they are configured. */
function prepared(folder) {
  const { LINE_OPS_API_URL, LINE_OPS_DATA_API_URL, LINE_ASSERTION_KEY } = process.env;
  writeFileSync(join(folder, 'key.json'), LINE_ASSERTION_KEY, { mode: 0o600 });
  writeFileSync(join(folder, 'sale.json'), JSON.stringify(SALE));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'line-ops'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`);
  chmodSync(join(folder, 'bin', 'line-ops'), 0o755);
  return {
    PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
    HOME: folder,
    USER: 'anna',
    TERM: 'xterm-256color',
    FORCE_COLOR: '1',
    TZ: 'Asia/Tokyo',
    LINE_OPS_HOME: join(folder, 'home'),
    LINE_OPS_JOURNAL: join(folder, 'journal'),
    LINE_OPS_SECRET_STORE: 'file',
    LINE_OPS_API_URL,
    LINE_OPS_DATA_API_URL,
  };
}

/** What a terminal is sent while the line runs in it. */
function shown(line, folder, env) {
  const inside = `stty cols ${COLUMNS} rows 50; ${line}`;
  const sent = execFileSync('script', ['-qec', inside, '/dev/null'], { cwd: folder, env, encoding: 'utf8' });
  return sent.replaceAll(`${userInfo().username}@${hostname()}`, 'anna@desk');
}

function prompted(line) {
  return line
    .split('\n')
    .map((text, at) => [...(at === 0 ? [{ text: '$ ', style: 'dim' }] : []), { text, style: 'bold' }]);
}

const TOKEN = new RegExp(`${String.fromCharCode(27)}\\[([0-9;?]*)([A-Za-z])|[\\s\\S]`, 'gu');

/** The rows that are on the screen at the end: spans of one style each. */
function screenOf(sent) {
  const screen = [[]];
  const cursor = { row: 0, column: 0 };
  const styles = new Set();
  for (const [token, parameters, command] of sent.matchAll(TOKEN)) {
    if (command !== undefined) control(screen, cursor, styles, command, parameters);
    else if (token === '\n') cursor.row += 1;
    else if (token === '\r') cursor.column = 0;
    else {
      while (screen.length <= cursor.row) screen.push([]);
      screen[cursor.row][cursor.column] = { text: token, style: [...styles].sort().join(' ') };
      cursor.column += 1;
    }
  }
  return screen.map(spansOf);
}

/** Select Graphic Rendition: what each code begins, and the codes that end it. */
const BEGINS = { 1: 'bold', 2: 'dim', 31: 'red', 32: 'green', 33: 'yellow', 36: 'cyan' };
const ENDS = { 22: ['bold', 'dim'], 39: ['red', 'green', 'yellow', 'cyan'] };

function control(screen, cursor, styles, command, parameters) {
  const count = Number(parameters || 1);
  if (command === 'A') cursor.row = Math.max(0, cursor.row - count);
  else if (command === 'B') cursor.row += count;
  else if (command === 'G') cursor.column = count - 1;
  else if (command === 'K')
    screen[cursor.row] = parameters === '2' ? [] : (screen[cursor.row] ?? []).slice(0, cursor.column);
  else if (command === 'J')
    screen.splice(cursor.row, Number.POSITIVE_INFINITY, (screen[cursor.row] ?? []).slice(0, cursor.column));
  else if (command === 'm') for (const code of parameters.split(';')) dress(styles, code);
  else if (command !== 'h' && command !== 'l') throw new Error(`this screen does not know ${command}`);
}

function dress(styles, code) {
  if (code === '' || code === '0') styles.clear();
  else if (BEGINS[code] !== undefined) styles.add(BEGINS[code]);
  else if (ENDS[code] !== undefined) for (const style of ENDS[code]) styles.delete(style);
  else throw new Error(`this screen does not know the style ${code}`);
}

function spansOf(cells) {
  const spans = [];
  for (const { text, style } of Array.from(cells, (cell) => cell ?? { text: ' ', style: '' })) {
    const last = spans.at(-1);
    if (last?.style === style) last.text += text;
    else spans.push({ text, style });
  }
  return spans;
}

const WIDTH = 8.4;
const HEIGHT = 19;
const MARGIN = 18;

function drawn(rows) {
  while (rows.at(-1)?.length === 0) rows.pop();
  const width = Math.ceil(COLUMNS * WIDTH + 2 * MARGIN);
  const height = rows.length * HEIGHT + 2 * MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" xml:space="preserve" role="img" aria-labelledby="title description">
<title id="title">${TITLE}</title>
<desc id="description">${DESCRIPTION}</desc>
<style>
rect { fill: #f6f8fa; stroke: #d0d7de }
text { fill: #1f2328; font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace; white-space: pre }
.bold { font-weight: 600 } .dim { fill: #59636e } .red { fill: #cf222e } .green { fill: #1a7f37 } .yellow { fill: #8a5a00 } .cyan { fill: #0b6e8a }
@media (prefers-color-scheme: dark) {
rect { fill: #0d1117; stroke: #3d444d }
text { fill: #e6edf3 }
.dim { fill: #9198a1 } .red { fill: #ff7b72 } .green { fill: #56d364 } .yellow { fill: #e3b341 } .cyan { fill: #76e3ea }
}
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${rows.map(rowDrawn).filter(Boolean).join('\n')}
</svg>
`;
}

/** Each span has its place and width: fonts differ in theirs. */
function rowDrawn(spans, row) {
  let column = 0;
  const parts = spans.flatMap(({ text, style }) => {
    const at = column;
    column += text.length;
    return text.trim() === '' ? [] : [spanDrawn(text, style, at)];
  });
  return parts.length === 0 ? '' : `<text y="${MARGIN + 14 + row * HEIGHT}">${parts.join('')}</text>`;
}

function spanDrawn(text, style, column) {
  const before = text.length - text.trimStart().length;
  const word = text.trim();
  const x = (MARGIN + (column + before) * WIDTH).toFixed(1);
  const length = (word.length * WIDTH).toFixed(1);
  const escaped = word.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<tspan x="${x}" textLength="${length}"${style === '' ? '' : ` class="${style}"`}>${escaped}</tspan>`;
}

if (process.env.LINE_OPS_PICTURE === undefined) {
  // Once more, inside of an emulator.
  const again = ['emulator', 'exec', ...WORLD, '--', process.execPath, fileURLToPath(import.meta.url), TO];
  const env = { ...process.env, LINE_OPS_PICTURE: 'inside' };
  execFileSync(process.execPath, [BIN, ...again], { env, stdio: ['ignore', 'inherit', 'inherit'] });
} else {
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-picture-'));
  try {
    const env = prepared(folder);
    execFileSync('sh', ['-ec', BEFORE], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: 'pipe',
    });
    const blocks = TYPED.map((line) => [...prompted(line), ...screenOf(shown(line, folder, env))]);
    writeFileSync(TO, drawn(blocks.flatMap((rows, at) => (at === 0 ? rows : [[], ...rows]))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
