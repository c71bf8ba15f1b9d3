// Builds dist/ from src/: the program cut into parts that are loaded when a command needs them. Small parts cost a start
// more than what is in them, and the modules of ECMAScript more than those of CommonJS: so the parts are CommonJS, and
// those that the quick commands need lie in one file, whose compiled form is kept between runs (src/start/code-cache.ts).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { bareDriver } from './bare-driver.mjs';
import { writePapers } from './papers.mjs';
import { publicTypes } from './public-types.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OUT = join(ROOT, 'dist');

/** Loaded by every command, or by one that is to answer at once. What these import comes with them. */
const HOT = [
  'src/main.ts',
  'src/cli/program/program.ts',
  'src/cli/program/line.ts',
  'src/cli/help/answer-help.ts',
  'src/composition/deps.ts',
  'src/cli/token/list.ts',
  'src/cli/channel/channel-at-line.ts',
  'src/adapters/state/configuration/configuration-file.ts',
  'src/adapters/state/locks.ts',
  'src/adapters/state/moving/mark.ts',
  'src/adapters/state/sqlite/database.ts',
  'src/adapters/state/sqlite/engine.ts',
  'src/adapters/state/token-ledger.ts',
  'node_modules/chalk/source/index.js',
  'node_modules/cli-table3/index.js',
];

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  external: ['@photostructure/sqlite', '@napi-rs/keyring'],
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
  metafile: true,
};

/** commander loads node:child_process, and with it the network, for commands that are programs of their own; we have none. */
const lazyChildProcess = {
  name: 'lazy-child-process',
  setup(building) {
    building.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('/node_modules/commander/') ? { path: 'child_process', namespace: 'lazy' } : undefined,
    );
    building.onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      contents: "module.exports = { get spawn() { return require('node:child_process').spawn; } };",
    }));
  },
};

/** `line-ops/emulator`. TypeScript takes longer than all the rest: it works beside it. */
const EMULATOR = 'src/emulator/emulator.ts';
const types = publicTypes({ root: ROOT, folders: ['src/emulator', 'src/domain/messages'], entry: EMULATOR });

rmSync(OUT, { recursive: true, force: true });
const program = await build({
  ...COMMON,
  entryPoints: ['src/main.ts', EMULATOR],
  outdir: OUT,
  entryNames: '[name]',
  splitting: true,
  format: 'esm',
  outExtension: { '.js': '.cjs' },
  plugins: [lazyChildProcess, bareDriver],
});
const outputs = new Map(Object.entries(program.metafile.outputs).map(([path, about]) => [basename(path), about]));
const parts = new Map(await Promise.all(program.outputFiles.map(asPart)));

const hot = hotParts();
const hotText = `(function(__filename){return{${[...hot].map((name) => functionOf(name)).join(',\n')}}})`;
const hotName = `program-${createHash('sha256').update(hotText).digest('hex').slice(0, 16)}.js`;
write(hotName, hotText);
for (const name of parts.keys())
  if (!hot.has(name)) write(name, `module.exports={${functionOf(name)}}[${JSON.stringify(name)}]`);

const start = await build({
  ...COMMON,
  entryPoints: ['src/start/start.ts', 'src/composition/completion.ts'],
  outdir: OUT,
  entryNames: '[name]',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  supported: { 'dynamic-import': false },
  define: { PROGRAM_FILE: JSON.stringify(hotName) },
});
for (const { path, text } of start.outputFiles) write(basename(path), text);

write('emulator/emulator.js', publicModule());
write('emulator/emulator.d.ts', await types);
writePapers({ metafiles: [program.metafile, start.metafile], root: ROOT, outdir: OUT });
const schemas = await build({ ...COMMON, entryPoints: ['build/write-schemas.ts'], format: 'esm' });
execFileSync(process.execPath, ['--input-type=module'], { cwd: ROOT, input: schemas.outputFiles[0].text });
const completion = await build({ ...COMMON, entryPoints: ['build/write-completion.ts'], format: 'cjs' });
execFileSync(process.execPath, ['--input-type=commonjs'], { cwd: ROOT, input: completion.outputFiles[0].text });

write(
  'help.txt',
  execFileSync(process.execPath, [join(ROOT, 'bin/line-ops.js'), '--help'], {
    encoding: 'utf8',
    // Nothing of the builder's own state is read or written.
    env: { ...process.env, LINE_OPS_HOME: join(OUT, 'no-state') },
  }),
);

/** One part as CommonJS: what it imports is `require`d, also where it is imported late. */
async function asPart({ path, text }) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: text.includes('import.meta.url')
      ? "const importMetaUrl=require('node:url').pathToFileURL(__filename).href;"
      : '',
  });
  return [basename(path), code.trimEnd()];
}

function functionOf(name) {
  return `${JSON.stringify(name)}(require,module,exports){${parts.get(name)}\n}`;
}

/** The parts of the hot entries, and all that these import at once. */
function hotParts() {
  const found = new Set();
  const add = (name) => {
    if (found.has(name)) return;
    found.add(name);
    for (const { path, kind, external } of outputs.get(name).imports)
      if (kind === 'import-statement' && external !== true) add(basename(path));
  };
  for (const entry of HOT) add(partOf(entry));
  return found;
}

function partOf(source) {
  for (const [name, { entryPoint, inputs }] of outputs)
    if (entryPoint === source || (entryPoint === undefined && source in inputs)) return name;
  throw new Error(`${source} is in no part of the program`);
}

/** `line-ops/emulator`, for programs that are modules of ECMAScript. */
function publicModule() {
  const { exports } = outputs.get('emulator.cjs');
  return [
    "import { createRequire } from 'node:module';",
    `const { ${exports.join(', ')} } = await createRequire(import.meta.url)('../start.cjs').part('emulator.cjs');`,
    `export { ${exports.join(', ')} };`,
    '',
  ].join('\n');
}

function write(name, text) {
  const path = join(OUT, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
