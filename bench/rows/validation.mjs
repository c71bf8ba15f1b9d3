import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BINARY, median, ROOT, runNode } from '../processes.mjs';

const SCHEMA_LOOP = fileURLToPath(new URL('../schema-loop.mjs', import.meta.url));
const ROUNDS = 3;
const FINDINGS = 20_000;

/** `message validate` on JSON lines beside ajv with LINE's schema, in turn, start-up taken off both. */
export async function measureValidation({ full, folder }) {
  const schema = join(folder, 'message-schema.json');
  writeFileSync(schema, JSON.stringify(await messageSchema(folder)));
  const one = join(folder, 'one.jsonl');
  writeFileSync(one, `${textLine(0)}\n`);
  const ours = (file) => run([BINARY, 'message', 'validate', file]);
  const theirs = (file) => run([SCHEMA_LOOP, file, schema]);
  const rows = [];
  for (const [what, line, count, reach] of [
    ['text messages', textLine, full ? 1_000_000 : 200_000, 50_000],
    ['Flex bubbles of 2 KB', bubbleLine, full ? 100_000 : 20_000, 5_000],
  ]) {
    const file = join(folder, 'many.jsonl');
    writeFileSync(file, Array.from({ length: count }, (_, index) => line(index)).join('\n'));
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const [ourStart, theirStart] = [await ours(one), await theirs(one)];
      const [our, their] = [await ours(file), await theirs(file)];
      if (Number(their.stdout) !== count) throw new Error(`ajv takes ${their.stdout.trim()} of ${count} lines`);
      const ms = our.ms - ourStart.ms;
      rounds.push({ ms, ratio: ms / (their.ms - theirStart.ms), peakMiB: our.peakMiB });
    }
    const perSecond = Math.round(count / (median(rounds.map(({ ms }) => ms)) / 1000));
    const peakMiB = Math.round(Math.max(...rounds.map((round) => round.peakMiB)));
    const ratio = median(rounds.map((round) => round.ratio));
    rows.push({
      what: `message validate: ${what}`,
      ours: `${perSecond.toLocaleString('en-US')}/s, ${peakMiB} MiB`,
      peer: `ajv with LINE's schema: ${Math.round(perSecond * ratio).toLocaleString('en-US')}/s`,
      ratio,
      reach: `at least ${reach.toLocaleString('en-US')}/s, at most 1.0`,
      met: reach <= perSecond && ratio <= 1,
    });
  }
  return [...rows, await manyFindings(folder)];
}

/** One file in which every line is wrong, start-up included. */
async function manyFindings(folder) {
  const file = join(folder, 'wrong.jsonl');
  writeFileSync(file, '{"type":"text"}\n'.repeat(FINDINGS));
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push((await run([BINARY, 'message', 'validate', file], 3)).ms);
  const ms = median(rounds);
  return {
    what: `message validate: ${FINDINGS.toLocaleString('en-US')} findings`,
    ours: `${(ms / 1000).toFixed(2)} s`,
    reach: 'at most 1 s',
    met: ms <= 1_000,
  };
}

async function run(args, status = 0) {
  const done = await runNode(args);
  if (done.status !== status) throw new Error(`${args.join(' ')} ended with ${done.status}: ${done.stderr}`);
  return done;
}

/** LINE's OpenAPI description of a message, with the keyword by which ajv goes to the subtype at once. */
async function messageSchema(folder) {
  const outfile = join(folder, 'openapi-schemas.mjs');
  const source = join(ROOT, 'test/contract/openapi-schemas.ts');
  execFileSync(join(ROOT, 'node_modules/.bin/esbuild'), [source, '--format=esm', `--outfile=${outfile}`], {
    stdio: 'ignore',
  });
  const { strictDefinitions } = await import(pathToFileURL(outfile).href);
  const { documents } = JSON.parse(readFileSync(join(ROOT, 'test/contract/openapi-facts.json'), 'utf8'));
  const definitions = Object.entries(strictDefinitions(documents['messaging-api'].schemas));
  return {
    $ref: '#/definitions/Message',
    definitions: Object.fromEntries(definitions.map(([name, schema]) => [name, picking(schema)])),
  };
}

/** ajv would ask for one subtype after another whether it is the one. */
function picking({ allOf, properties, ...schema }) {
  if (allOf === undefined) return { ...schema, ...(properties === undefined ? {} : { properties }) };
  const oneOf = allOf.map((choice) => choice.then);
  return { ...schema, discriminator: { propertyName: schema.required[0] }, oneOf };
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
