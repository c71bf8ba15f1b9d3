import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { EnvironmentVariables } from '../../ports/host.js';

/** The operating system's keyring, or the reason why there is none. */
export interface Keyring {
  /** The stored value, or null where none is stored. @throws {KeyringUnavailable} */
  get(account: string): Promise<string | null>;
  /** @throws {KeyringUnavailable} */
  set(account: string, value: string): Promise<void>;
}

/** The keyring cannot be used here, for the reason in the message. */
export class KeyringUnavailable extends Error {
  override readonly name = 'KeyringUnavailable';
}

/** A locked keyring may wait for a password dialogue that nobody sees. */
const KEYRING_TIMEOUT_MS = 2_000;

const SERVICE = 'line-ops';

/**
 * Runs in a process of its own: the native call cannot be interrupted, so that only killing bounds it. The value to
 * store comes by stdin, never by argument. The Linux store is pinned, because the default falls back to a kernel
 * keyring that forgets at reboot.
 */
const SCRIPT = `
const { Entry } = await import(process.argv[1]);
const entry = new Entry(${JSON.stringify(SERVICE)}, process.argv[3], { linux: { store: 'secret-service' } });
if (process.argv[2] === 'get') process.stdout.write(JSON.stringify(entry.getPassword()));
else {
  let value = '';
  for await (const chunk of process.stdin) value += chunk;
  entry.setPassword(value);
}`;

export function createKeyring(env: EnvironmentVariables): Keyring {
  return {
    async get(account) {
      const stored: unknown = JSON.parse((await callKeyring(env, 'get', account, '')) || 'null');
      return typeof stored === 'string' ? stored : null;
    },
    async set(account, value) {
      await callKeyring(env, 'set', account, value);
    },
  };
}

function callKeyring(
  env: EnvironmentVariables,
  action: 'get' | 'set',
  account: string,
  input: string,
): Promise<string> {
  if (process.platform === 'linux' && !env['DBUS_SESSION_BUS_ADDRESS']) {
    return Promise.reject(new KeyringUnavailable('no desktop session with a Secret Service'));
  }
  let library: string;
  try {
    library = pathToFileURL(createRequire(import.meta.url).resolve('@napi-rs/keyring')).href;
  } catch {
    return Promise.reject(new KeyringUnavailable('the keyring library is not installed'));
  }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, library, action, account], {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: KEYRING_TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', () => reject(new KeyringUnavailable('the keyring could not be asked')));
    child.on('close', (status, signal) => {
      if (status === 0) resolve(output);
      else
        reject(
          new KeyringUnavailable(
            signal === null
              ? 'the keyring refused'
              : `the keyring did not answer within ${KEYRING_TIMEOUT_MS / 1000} s`,
          ),
        );
    });
  });
}
