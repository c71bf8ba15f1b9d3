import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { createWebhookProber, type ProbeBounds } from '../../../src/adapters/webhook/probe/prober.js';
import { createRoot, type Issued } from '../../support/certificates.js';
import { openCommandLine, type Ran } from '../../support/command-line.js';
import { BOT_SECRET } from '../../support/probed-bot.js';

/** A CA for tests: a root, and an intermediate that issues what servers have. */
export const ROOT = createRoot('Test Root');
export const INTERMEDIATE = ROOT.issue({ name: 'Test Intermediate', isCa: true });
export const NAMES = ['localhost', '127.0.0.1'];

export function tlsOf(certificate: Issued, ...more: readonly Issued[]): TlsOptions {
  return { key: certificate.key, cert: [certificate, ...more].map(({ pem }) => pem).join('') };
}

/** Of a server that does it all right. */
export const GOOD_TLS = tlsOf(INTERMEDIATE.issue({ name: 'localhost', names: NAMES }), INTERMEDIATE);

/** A test is not to wait as long as a person does. */
const QUICK: ProbeBounds = {
  lookupMs: 2000,
  connectMs: 3000,
  handshakeMs: 3000,
  answerMs: { long: 3000, short: 3000 },
};

interface Check {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly detail: string;
  readonly hint: string | null;
  readonly docs: string | null;
}

export interface Checked extends Ran {
  readonly document: Readonly<Record<string, unknown>>;
  readonly checks: readonly Check[];
  /** By ID. */
  check(id: string): Check;
  /** IDs that have the status. */
  ids(status: string): readonly string[];
}

/** Runs `webhook check --json`, with the tests' CA and shorter waits, and reads its document. */
export async function checkWebhook(
  argv: readonly string[],
  {
    env = { LINE_CHANNEL_SECRET: BOT_SECRET },
    bounds = {},
    answers,
  }: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly bounds?: Partial<ProbeBounds>;
    readonly answers?: readonly boolean[];
  } = {},
): Promise<Checked> {
  const line = openCommandLine(env, quick(bounds));
  try {
    const ran = await line.runIn(
      answers === undefined ? {} : { answers },
      ...['webhook', 'check', '--json', '--ca', caFile()],
      ...argv,
    );
    return { ...ran, ...readDocument(ran) };
  } finally {
    line.remove();
  }
}

export const quick =
  (bounds: Partial<ProbeBounds> = {}): NonNullable<Parameters<typeof openCommandLine>[1]> =>
  (env) => ({
    webhookProber: async (target) =>
      createWebhookProber(target, { env, version: '0.0.0-test', bounds: { ...QUICK, ...bounds } }),
  });

function readDocument({ stdout, stderr }: Ran): Omit<Checked, keyof Ran> {
  if (stdout === '') throw new Error(`no document: ${stderr}`);
  const document = JSON.parse(stdout);
  const checks: readonly Check[] = document.checks;
  return {
    document,
    checks,
    check: (id) => {
      const found = checks.find((check) => check.id === id);
      if (found === undefined) throw new Error(`no examination "${id}"`);
      return found;
    },
    ids: (status) => checks.filter((check) => check.status === status).map(({ id }) => id),
  };
}

let folder: string | null = null;

/** The root of the tests' CA, in a file. */
export function caFile(): string {
  if (folder === null) {
    folder = mkdtempSync(join(tmpdir(), 'line-ops-ca-'));
    writeFileSync(join(folder, 'root.pem'), ROOT.pem);
    const made = folder;
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  return join(folder, 'root.pem');
}
