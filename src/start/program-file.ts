import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import type { CodeCache } from './code-cache.js';

/** A part of the built program as a module of CommonJS. */
type Part = (require: (name: string) => unknown, module: { exports: unknown }, exports: unknown) => void;

/** The built program: parts in one file, each run when it is first asked for, and parts in files of their own. */
export interface Program {
  /** What a part exports. */
  part(name: string): unknown;
  /** Keeps the code as it is compiled now, where this run needed more of it than was kept. */
  keepCode(): void;
}

/** `file` is the name, in the folder of this one, of the parts that lie together. */
export function openProgram(file: string, cache: CodeCache): Program {
  const path = join(__dirname, file);
  const kept = cache.read();
  // All of it is ASCII, which the engine holds at a byte a character.
  const script = new Script(readFileSync(path, 'latin1'), {
    filename: path,
    ...(kept === null ? {} : { cachedData: kept.code }),
  });
  const together: Readonly<Record<string, Part>> = script.runInThisContext()(path);
  const fromFile = createRequire(path);
  const loaded = new Map<string, { exports: unknown }>();
  const load = (name: string): unknown => {
    // Names of parts begin with "./"; all else is a module of Node or a package.
    if (!name.startsWith('./')) return fromFile(name);
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    loaded.set(name, module);
    const part: Part = together[name.slice(2)] ?? fromFile(name);
    part(load, module, module.exports);
    return module.exports;
  };
  return {
    part: (name) => load(`./${name}`),
    keepCode() {
      const parts = new Set(
        [...loaded.keys()].map((name) => name.slice(2)).filter((name) => Object.hasOwn(together, name)),
      );
      const before = script.cachedDataRejected === false ? (kept?.parts ?? parts) : new Set<string>();
      if ([...parts].every((name) => before.has(name))) return;
      cache.keep({ code: script.createCachedData(), parts: new Set([...before, ...parts]) });
    },
  };
}
