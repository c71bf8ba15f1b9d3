import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCodeCache } from '../../src/start/code-cache.js';

const CODE = Buffer.from('as the engine compiled it');
const KEPT = { code: CODE, parts: new Set(['main.cjs', 'list.cjs']) };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'line-ops-code-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = () => readdirSync(folder);
const onlyFile = () => join(folder, files()[0] ?? '');

describe('code kept between runs', () => {
  it('comes back as it was kept, for its owner alone', () => {
    openCodeCache(folder, 'program-1').keep(KEPT);
    const kept = openCodeCache(folder, 'program-1').read();
    expect(kept?.code.equals(CODE)).toBe(true);
    expect(kept?.parts).toEqual(KEPT.parts);
    expect(files()).toHaveLength(1);
  });

  it('is not read for another program, whose text may be as long', () => {
    openCodeCache(folder, 'program-1').keep(KEPT);
    expect(openCodeCache(folder, 'program-2').read()).toBeNull();
  });

  it('is not read where any one bit of it differs', () => {
    openCodeCache(folder, 'program-1').keep(KEPT);
    const whole = readFileSync(onlyFile());
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      writeFileSync(onlyFile(), changed);
      expect(openCodeCache(folder, 'program-1').read(), `byte ${at}`).toBeNull();
    }
  });

  it('is not read where it was cut off', () => {
    openCodeCache(folder, 'program-1').keep(KEPT);
    const whole = readFileSync(onlyFile());
    for (let length = 0; length < whole.length; length += 1) {
      writeFileSync(onlyFile(), whole.subarray(0, length));
      expect(openCodeCache(folder, 'program-1').read(), `${length} bytes`).toBeNull();
    }
  });

  it.each([0o620, 0o602, 0o666, 0o644])(
    'is not read where it is not as it was written, for its owner alone: mode %o',
    (mode) => {
      openCodeCache(folder, 'program-1').keep(KEPT);
      chmodSync(onlyFile(), mode);
      expect(openCodeCache(folder, 'program-1').read()).toBeNull();
    },
  );

  it('is not kept in a folder that others may write to', () => {
    chmodSync(folder, 0o777);
    openCodeCache(folder, 'program-1').keep(KEPT);
    expect(files()).toEqual([]);
  });

  it('is not kept where there is no folder: none is made for it', () => {
    openCodeCache(join(folder, 'none'), 'program-1').keep(KEPT);
    openCodeCache('/dev/null/none', 'program-1').keep(KEPT);
    expect(files()).toEqual([]);
  });

  it('takes the place of what other versions of the program, and killed processes, left', () => {
    openCodeCache(folder, 'program-1').keep(KEPT);
    writeFileSync(join(folder, 'code-program-2-v20.0.0-x64.cache.4711'), '');
    writeFileSync(join(folder, 'state.db'), '');
    openCodeCache(folder, 'program-2').keep(KEPT);
    expect(openCodeCache(folder, 'program-2').read()).not.toBeNull();
    expect(files().toSorted()).toEqual([expect.stringMatching(/^code-program-2-/), 'state.db']);
  });
});
