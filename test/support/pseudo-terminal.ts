import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { until } from './binary.js';

/** Gives a command a real terminal of as many columns as the first argument says, relays what is typed and shown, and ends with its exit status. */
const RELAY = `
import fcntl, os, pty, select, struct, sys, termios
size = struct.pack('HHHH', 30, int(sys.argv[1]), 0, 0)
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, size)
    os.execvp(sys.argv[2], sys.argv[2:])
sources = [terminal, 0]
while True:
    ready, _, _ = select.select(sources, [], [])
    for source in ready:
        try:
            data = os.read(source, 65536)
        except OSError:
            data = b''
        if source == 0:
            if data: os.write(terminal, data)
            else: sources.remove(0)
        elif data:
            os.write(1, data)
        else:
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** Whether this machine has what a pseudo-terminal takes. */
export const hasPseudoTerminal =
  spawnSync('python3', ['-c', 'import pty, fcntl, os; os.waitstatus_to_exitcode']).status === 0;

const CONTROLS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

/** A person at a terminal. */
export interface Sitting {
  /** Waits until the text is on the screen, after what was waited for before. */
  sees(text: string): Promise<void>;
  type(keys: string): void;
  /** Everything that was shown, raw. */
  shown(): string;
  readonly ended: Promise<number | null>;
  /** Ends the command with SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Runs the command in a pseudo-terminal. */
export function sitDown(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  folder: string,
  columns = 80,
): Sitting {
  const child = spawn('python3', ['-c', RELAY, String(columns), ...command], {
    env,
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let raw = '';
  let from = 0;
  let hasEnded = false;
  child.stdin.on('error', () => undefined);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    raw += text;
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (status) => {
      hasEnded = true;
      resolve(status);
    });
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return {
    async sees(text) {
      const find = () => raw.replaceAll(CONTROLS, '').indexOf(text, from);
      await until(`"${text}" on the screen, which shows: ${raw}`, () => hasEnded || find() !== -1);
      if (find() === -1) throw new Error(`ended without showing "${text}": ${raw}`);
      from = find() + text.length;
    },
    type: (keys) => {
      child.stdin.write(keys);
    },
    shown: () => raw,
    ended,
    async kill() {
      const [pid] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
      process.kill(Number(pid), 'SIGKILL');
      await ended;
    },
  };
}
