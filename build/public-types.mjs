// The types of a module of ours as one file without imports: TypeScript writes the declarations, and those that the
// module exports are put one below the other, with all that they name.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** A declaration with its comment. What is inside of one, TypeScript writes further to the right. */
const DECLARATION =
  /^(?<comment>\/\*\*[\s\S]*?\*\/\n)?(?<exported>export )?(?:declare )?(?<kind>interface|type|(?:abstract )?class|function|const) (?<name>\w+)[\s\S]*?(?=^(?:\/\*\*|[a-z])|(?![\s\S]))/gm;
const LIST = /^(?<how>import|export) (?:type )?\{(?<names>[^}]+)\}(?: from '(?<from>[^']+)')?;/gm;
const COMMENTS = /\/\*[\s\S]*?\*\//g;
/** They are nothing when the program runs, so that nobody can call them in vain. */
const TYPES_ALONE = new Set(['interface', 'type']);

/** The declarations of all that the source file `entry` exports. It, and all that its types name, lies in one of the `folders`. */
export async function publicTypes({ root, folders, entry }) {
  const written = mkdtempSync(join(tmpdir(), 'line-ops-types-'));
  try {
    await writeDeclarations({ root, folders, into: written });
    return bundled(join(written, entry));
  } finally {
    rmSync(written, { recursive: true, force: true });
  }
}

/** File by file, without a look into any other. */
async function writeDeclarations({ root, folders, into }) {
  const project = join(into, 'tsconfig.json');
  const compilerOptions = {
    ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true, noResolve: true },
    ...{ types: [], rootDir: root, outDir: into },
  };
  const include = folders.map((folder) => join(root, folder));
  writeFileSync(project, JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include }));
  await promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/lib/tsc.js'), '-p', project]);
}

/** What the entry exports comes first, then what that names, in the order in which it is met. */
function bundled(entry) {
  const files = new Map();
  const read = (path) => files.get(path) ?? files.set(path, readDeclarations(path)).get(path);
  const offered = new Set(read(entry).exported);
  const found = new Map();
  const wanted = [...offered].map((name) => ({ name, path: entry }));
  for (const { name, path } of wanted) {
    const { declared, elsewhere } = read(path);
    if (elsewhere.has(name)) wanted.push({ name, path: elsewhere.get(name) });
    const declaration = declared.get(name);
    if (declaration === undefined || found.get(name) === declaration) continue;
    if (found.has(name)) throw new Error(`two declarations are called ${name}`);
    found.set(name, declaration);
    const words = declaration.text.replace(COMMENTS, '').matchAll(/\b[A-Za-z_]\w*\b/g);
    wanted.push(...[...words].map(([word]) => ({ name: word, path })));
  }
  for (const name of offered) if (!found.has(name)) throw new Error(`${name} is declared nowhere`);
  const texts = [...found].map(([name, { kind, comment, text }]) => {
    const exported = TYPES_ALONE.has(kind) || offered.has(name) ? 'export ' : '';
    return `${comment}${exported}${TYPES_ALONE.has(kind) ? '' : 'declare '}${text}`;
  });
  // Without it, what stands there without `export` would be exported too.
  return `${texts.join('\n')}\nexport {};\n`;
}

function readDeclarations(path) {
  const text = readFileSync(path.replace(/\.[jt]s$/, '.d.ts'), 'utf8');
  const declared = new Map();
  const elsewhere = new Map();
  const exported = [];
  for (const { groups, 0: whole } of text.matchAll(DECLARATION)) {
    const { comment = '', name, kind } = groups;
    declared.set(name, { kind, comment, text: whole.slice(comment.length).replace(/^(?:export )?(?:declare )?/, '') });
    if (groups.exported !== undefined) exported.push(name);
  }
  for (const { groups } of text.matchAll(LIST)) {
    for (const name of groups.names.split(',').map((part) => part.replace(/\btype\b/, '').trim())) {
      if (groups.from !== undefined) elsewhere.set(name, resolve(dirname(path), groups.from));
      if (groups.how === 'export') exported.push(name);
    }
  }
  return { declared, elsewhere, exported };
}
