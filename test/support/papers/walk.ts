import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { BIN, NODE } from '../program.js';

/** A command of a page, after its `$ `, and what the page shows below it. */
interface Step {
  readonly command: string;
  readonly shown: string;
}

/** What a step did: stdout and stderr as they came, and the status. */
export interface Walked extends Step {
  readonly printed: string;
  readonly status: number;
}

/** Short IDs, which are others in every run: of tokens and of broadcasts. */
const SHORT_ID = /\b(?:t-[0-9a-z]{8}|b-\d{8}-[0-9a-z]{6})\b/g;
const SHORT_ID_OF_GREP = 't-[0-9a-z]{8}|b-[0-9]{8}-[0-9a-z]{6}';

/** How a page starts its emulator: variables, and options of `emulator exec`. */
const START = /^(.*)line-ops emulator exec (.*)-- sh$/m;
const BLOCK = /^```console\n([\s\S]*?)^```$/gm;
const END_OF_STEP = 'end-of-step';

/** The steps of all `console` blocks of a page, in their order. A backslash at the end of a line continues a command. */
function stepsOf(page: string): readonly Step[] {
  return [...page.matchAll(BLOCK)].flatMap(([, block = '']) => stepsIn(block));
}

function stepsIn(block: string): readonly Step[] {
  return [...block.matchAll(/^\$ ((?:.*\\\n)*.*\n)((?:(?!\$ ).*\n)*)/gm)].map(([, command = '', shown = '']) => ({
    command: command.trimEnd(),
    shown: shown.trimEnd(),
  }));
}

/**
 * Types all steps of a page into one shell, with the built program and an emulated LINE, as the page says in its first
 * `emulator exec` line. The first ID that the page names is the first that is printed, and so on.
 */
export function walk(page: string): readonly Walked[] {
  const options = START.exec(page)?.[2];
  if (options === undefined) throw new Error('the page says nowhere how its emulator is started');
  const folder = mkdtempSync(join(tmpdir(), 'line-ops-page-'));
  try {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'line-ops'), `#!/bin/sh\nexec '${NODE}' '${BIN}' "$@"\n`);
    chmodSync(join(bin, 'line-ops'), 0o755);
    const work = join(folder, 'work');
    mkdirSync(work);
    const steps = stepsOf(page);
    const ids = idsIn(steps);
    const typed = steps.map(({ command }) => typedInto(command, ids));
    writeFileSync(join(folder, 'steps.sh'), [`ids=${folder}/ids out=${folder}/out; : > $ids`, ...typed].join('\n'));
    const words = options.trim().split(/\s+/).filter(Boolean);
    const { stdout, stderr } = spawnSync(
      join(bin, 'line-ops'),
      ['emulator', 'exec', ...words, '--', 'sh', join(folder, 'steps.sh')],
      {
        cwd: work,
        encoding: 'utf8',
        env: {
          PATH: `${bin}${delimiter}${process.env['PATH']}`,
          HOME: folder,
          TZ: 'UTC',
          LINE_OPS_HOME: join(folder, 'home'),
          LINE_OPS_JOURNAL: join(folder, 'journal'),
          ...variablesIn(page),
        },
      },
    );
    const results = [...stdout.matchAll(new RegExp(`([\\s\\S]*?)${END_OF_STEP} (\\d+)\\n`, 'g'))];
    if (results.length !== steps.length) throw new Error(`the shell ended early: ${stdout}${stderr}`);
    return steps.map((step, index) => ({
      ...step,
      printed: asOnThePage(results[index]?.[1] ?? '', work),
      status: Number(results[index]?.[2]),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the page sets for the shell, but for the state folder. */
function variablesIn(page: string): Record<string, string> {
  const set = [...(START.exec(page)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  return Object.fromEntries(set.filter(([name]) => name !== 'LINE_OPS_HOME'));
}

/** The reader's folder and name in place of those of this machine; a token is cut short. */
function asOnThePage(text: string, work: string): string {
  return text
    .replaceAll(work, '/srv')
    .replaceAll(`${userInfo().username}@${hostname()}`, 'anna@desk')
    .replace(/\beyJ[\w.-]{40,}/g, (token) => `${token.slice(0, 12)}…`)
    .trimEnd();
}

/** The status of a step is the one that its `$?` means to the next. */
function typedInto(command: string, ids: readonly string[]): string {
  const meant = command.replace(SHORT_ID, (id) => `$(sed -n ${ids.indexOf(id) + 1}p $ids)`);
  return `{ ${meant}
} > $out 2>&1
last=$?; cat $out; echo "${END_OF_STEP} $last"
grep -owE '${SHORT_ID_OF_GREP}' $out | while read -r id; do grep -qx "$id" $ids || echo "$id" >> $ids; done
(exit $last)`;
}

/** Each ID once, in the order in which they come. */
function idsIn(steps: readonly { readonly command: string; readonly shown: string }[]): readonly string[] {
  const text = steps.map(({ command, shown }) => `${command}\n${shown}`).join('\n');
  return [...new Set(text.match(SHORT_ID) ?? [])];
}

/** The page with what was printed in place of what it shows. What it cuts with a line `…` stays cut. */
export function shownAnew(page: string, walked: readonly Walked[]): string {
  if (walked.every(isAsShown)) return page;
  const old = idsIn(walked);
  const printed = idsIn(walked.map((step) => ({ command: '', shown: step.printed })));
  const withNewIds = (text: string) => text.replace(SHORT_ID, (id) => printed[old.indexOf(id)] ?? id);
  const left = [...walked];
  return page.replace(BLOCK, (_, block: string) => {
    const lines = left.splice(0, stepsIn(block).length).map((step) => {
      const output = /^…$/m.test(step.shown) ? cutAs(step.shown, step.printed) : step.printed;
      return `$ ${withNewIds(step.command)}\n${output === '' ? '' : `${output}\n`}`;
    });
    return `\`\`\`console\n${lines.join('')}\`\`\``;
  });
}

/** Of what was printed the lines that are shown, in whatever case, and `…` for all between them. */
function cutAs(shown: string, printed: string): string {
  const known = new Set(shown.split('\n').map(keyOf).filter(Boolean));
  const lines = printed.split('\n');
  const isKept = (at: number) => known.has(keyOf(lines[at] ?? ''));
  const isGap = (at: number) => lines[at] === '' && isKept(at - 1) && isKept(at + 1);
  const cut = lines.map((line, at) => (isKept(at) || isGap(at) ? line : '…'));
  return cut.filter((line, at) => line !== '…' || cut[at - 1] !== '…').join('\n');
}

const keyOf = (line: string) => lasting(line).toLowerCase();

/** Whether the page shows what was printed; a line `…` of the page stands for any lines. */
export function isAsShown({ shown, printed }: Walked): boolean {
  const parts = shown.split(/^…$/m).map(lasting);
  const text = lasting(printed);
  if (parts.length === 1) return parts[0] === text;
  let from = 0;
  const isInOrder = parts.every((part) => {
    const at = text.indexOf(part, from);
    from = at + part.length;
    return at !== -1;
  });
  return isInOrder && text.startsWith(parts[0] ?? '') && text.endsWith(parts.at(-1) ?? '');
}

/** What is the same in every run: without moments, how long something took, random names, and where lines break. */
export function lasting(text: string): string {
  return text
    .replace(/^b-\S+: running, .*$/gm, '')
    .replace(SHORT_ID, 'ID')
    .replace(/\bu-[0-9a-z]{11}\b/g, 'UPLOAD')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UUID')
    .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?[+-]\d\d:\d\d|Z)?/g, 'TIME')
    .replace(/\b(20\d\d-\d\d-\d\d|\d\d:\d\d:\d\d)\b/g, 'TIME')
    .replace(/\b[\d.,]+ (ms|s|min|h)\b( \d+ (s|min)\b)?/g, 'SPAN')
    .replace(/\brequests +\d+ for (\d+ batches).*$/gm, 'requests for $1')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/\b[\d.]+ KB\b/g, 'SIZE')
    .replace(/(?<=\s)[\w-]{22}(?=\s)/g, (word) => (/[A-Z]/.test(word) && /[a-z]/.test(word) ? 'KEYID' : word))
    .replace(/\b[0-9a-f]{16}\b/g, 'HASH')
    .replace(/[\s─]+/g, ' ')
    .trim();
}
