import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../src/emulator/emulator.js';
import { type CommandLine, openCommandLine } from '../support/command-line.js';
import { html, jpeg, png } from '../support/media-files.js';
import { ownCertificate, serveTls } from '../support/tls-server.js';

let line: CommandLine;
let url = '';
let asked: string[] = [];

const FILES: Readonly<Record<string, readonly [type: string, bytes: Buffer]>> = {
  '/photo.jpg': ['image/jpeg', jpeg(1200, 800)],
  '/small.png': ['image/png', png(240, 160)],
  '/login.png': ['text/html', html()],
};

beforeEach(async () => {
  asked = [];
  url = await serveTls((request, response) => {
    asked.push(request.url ?? '');
    const [type, bytes] = FILES[request.url ?? ''] ?? [];
    if (type === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': type }).end(bytes);
  });
  line = openCommandLine();
  writeFileSync(join(line.home, 'ca.pem'), ownCertificate().pem);
});
afterEach(() => line.remove());

function messagesFile(messages: unknown): string {
  const path = join(line.home, 'm.json');
  writeFileSync(path, JSON.stringify(messages));
  return path;
}

const image = (original: string, preview: string) => ({
  type: 'image',
  originalContentUrl: `${url}${original}`,
  previewImageUrl: `${url}${preview}`,
});

async function examine(messages: unknown, ...more: readonly string[]) {
  const options = ['--messages', messagesFile(messages), '--ca', join(line.home, 'ca.pem'), '--json', ...more];
  const ran = await line.run('doctor', ...options);
  const document = JSON.parse(ran.stdout);
  const statuses = document.checks.map(({ id, status }: { id: string; status: string }) => `${id} ${status}`);
  return { ...ran, document, statuses };
}

const hostId = () => `host-${new URL(url).host.replace(/[.:]/g, '-')}`;

it('looks at what messages point at, each file once, and says who fetches it from where', async () => {
  const emulator = await startEmulator({ followers: 2000 });
  onTestFinished(() => emulator.stop());
  line.setEnv(emulator.env);
  const { exitCode, document, statuses } = await examine([
    image('/photo.jpg', '/small.png'),
    image('/photo.jpg', '/small.png'),
  ]);
  expect(exitCode).toBe(0);
  expect(document).toMatchObject({ schema: 'line-ops/doctor@1', channel: '1234567890', ok: true });
  // Nobody outside reaches this computer.
  expect(statuses).toEqual(['messages pass', 'content-1 warn', 'content-2 warn', `${hostId()} pass`]);
  expect(document.checks[1].detail).toMatch(
    /photo\.jpg: JPEG, 1200 x 800, .*TLS 1\.3; 127\.0\.0\.1 is a private address$/,
  );
  expect(document.checks[3].detail).toContain('fetched by up to 2,000 people');
  expect(asked.toSorted()).toEqual(['/photo.jpg', '/small.png']);
});

it('fails for what people would not see, and needs no channel for it', async () => {
  const { exitCode, document, statuses } = await examine(image('/login.png', '/gone.png'));
  expect(exitCode).toBe(3);
  expect(document).toMatchObject({ channel: null, ok: false });
  expect(statuses).toEqual(['messages pass', 'content-1 fail', 'content-2 fail', `${hostId()} unknown`]);
  expect(document.checks[1].detail).toContain('a web page');
  expect(document.checks[2].detail).toContain('answered 404');
});

it('does not fetch over plain http, and says what LINE would refuse', async () => {
  const message = { ...image('/photo.jpg', '/small.png'), originalContentUrl: url.replace('https:', 'http:') };
  const { exitCode, statuses } = await examine(message);
  expect(exitCode).toBe(3);
  expect(statuses.slice(0, 3)).toEqual(['messages fail', 'content-1 fail', 'content-2 warn']);
  expect(asked).toEqual(['/small.png']);
});

it('repeats no password that a URL holds', async () => {
  const message = image('/photo.jpg', '/small.png');
  const { stdout } = await examine({
    ...message,
    originalContentUrl: message.originalContentUrl.replace('//', '//u:hunter22@'),
  });
  expect(stdout).toContain('/photo.jpg');
  expect(stdout).not.toContain('hunter22');
});

it('has nothing to look at where messages point at nothing', async () => {
  const { exitCode, statuses } = await examine({ type: 'text', text: 'hello' });
  expect({ exitCode, statuses }).toEqual({ exitCode: 0, statuses: ['messages pass'] });
});

it.each([
  [['--messages', 'nowhere.json']],
  [['--messages', 'm.json', '--all-channels']],
  [['--messages', 'm.json', '--answer', 'unsend=yes']],
])('%j is wrong usage', async (options) => {
  expect(await line.run('doctor', ...options)).toMatchObject({ exitCode: 2, stdout: '' });
  expect(asked).toEqual([]);
});
