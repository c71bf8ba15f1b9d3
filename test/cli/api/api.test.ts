import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type CommandLine, openCommandLine } from '../../support/command-line.js';
import { type Answering, json, STUB_TOKEN, startStubLine } from './stub-line.js';

let open: { dispose(): Promise<void> } | null = null;

afterEach(async () => {
  await open?.dispose();
  open = null;
});

async function opened(answering: Answering, env: Readonly<Record<string, string>> = {}) {
  const stub = await startStubLine(answering);
  const line = openCommandLine({ ...stub.env, ...env });
  open = {
    dispose: async () => {
      line.remove();
      await stub[Symbol.asyncDispose]();
    },
  };
  return { stub, line };
}

function file(line: CommandLine, name: string, content: string | Uint8Array): string {
  const path = join(line.home, name);
  writeFileSync(path, content);
  return path;
}

describe('reading', () => {
  it('gives the body as it was received, and asks nothing', async () => {
    const body = '{ "a" : 12345678901234567890,\n "b":"夏" }';
    const { stub, line } = await opened((_came, response) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(body);
    });
    expect(await line.run('api', 'GET', '/v2/bot/insight/followers?date=20261121')).toMatchObject({
      exitCode: 0,
      stdout: body,
      stderr: '',
    });
    expect(stub.came).toMatchObject([
      {
        method: 'GET',
        url: '/v2/bot/insight/followers?date=20261121',
        headers: { authorization: `Bearer ${STUB_TOKEN}` },
      },
    ]);
    expect(stub.came[0]?.headers['x-line-retry-key']).toBeUndefined();
  });

  it('with --json is one document, with numbers as LINE wrote them', async () => {
    const { line } = await opened((_came, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"id":12345678901234567890}');
    });
    const { stdout } = await line.run('api', 'get', 'v2/bot/info', '--json');
    expect(stdout).toBe(
      '{"schema":"line-ops/api@1","status":200,"requestId":"r-0","body":{"id":12345678901234567890}}\n',
    );
  });

  it.each([
    [200, '', null],
    [200, 'null', null],
    [502, '<html>', '<html>'],
  ])('with --json puts %i %j in as %j', async (status, text, expected) => {
    const { line } = await opened((_came, response) => response.writeHead(status).end(text));
    const { stdout } = await line.run('api', 'GET', '/v2/bot/info', '--json');
    expect(JSON.parse(stdout)).toEqual({
      schema: 'line-ops/api@1',
      status,
      requestId: expect.any(String),
      body: expected,
    });
  });

  it.each([
    [400, 8, 'LINE_REFUSED'],
    [403, 8, 'NOT_AVAILABLE_FOR_ACCOUNT'],
    [404, 8, 'LINE_REFUSED'],
    [401, 4, 'TOKEN_REFUSED'],
    [429, 5, 'RATE_LIMITED'],
    [500, 6, 'LINE_FAILED'],
  ])('prints what LINE says of %i on stdout, and ends with %i', async (status, exitCode, code) => {
    const { line } = await opened((_came, response) => json(response, status, { message: 'No' }));
    const plain = await line.run('api', 'GET', '/v2/bot/info');
    expect(plain).toMatchObject({ exitCode, stdout: '{"message":"No"}' });
    expect(plain.stderr).toMatch(/error: [^\n]+\nhint: /);
    const document = await line.run('api', 'GET', '/v2/bot/info', '--json');
    expect(JSON.parse(document.stdout)).toMatchObject({ status, body: { message: 'No' } });
    expect(JSON.parse(document.stderr).error).toMatchObject({ code, exitCode });
  });

  it('follows no redirect', async () => {
    const { stub, line } = await opened((_came, response) =>
      response.writeHead(302, { location: '/v2/bot/elsewhere' }).end(),
    );
    expect(await line.run('api', 'GET', '/v2/bot/info')).toMatchObject({ exitCode: 6 });
    expect(stub.came.map(({ url }) => url)).toEqual(['/v2/bot/info']);
  });

  it('does not believe the page of a gateway', async () => {
    const { line } = await opened((_came, response) => {
      response.removeHeader('x-line-request-id');
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    });
    expect(await line.run('api', 'GET', '/v2/bot/info')).toMatchObject({
      exitCode: 6,
      stderr: expect.stringContaining("is not one of LINE's"),
    });
  });

  it("warns where LINE's list does not know the path, or not with this method, and asks all the same", async () => {
    const { stub, line } = await opened((_came, response) => json(response, 200, {}));
    expect((await line.run('api', 'GET', '/v2/bot/new/thing')).stderr).toContain('does not know /v2/bot/new/thing');
    expect((await line.run('api', 'GET', '/v2/bot/richmenu')).stderr).toContain('for POST, not for GET');
    expect(stub.came).toHaveLength(2);
  });

  it('escapes what acts on a terminal, and keeps tokens out of every sink', async () => {
    const { line } = await opened((_came, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"token":"${STUB_TOKEN}","text":"\u001b[31m\u202e"}`);
    });
    file(line, 'config.json', '{"log":{"bodies":true}}');
    const shown = await line.runIn({ isShown: true }, 'api', 'GET', '/v2/bot/info', '-v');
    const piped = await line.run('api', 'GET', '/v2/bot/info', '-v');
    const document = await line.run('api', 'GET', '/v2/bot/info', '--json');
    expect(shown.stdout).toContain('\\u001b[31m\\u202e"}\n');
    for (const { stdout, stderr } of [shown, piped, document]) {
      expect(stdout + stderr).not.toContain(STUB_TOKEN);
      expect(stdout).toContain('[redacted]');
    }
    const logs = readdirSync(join(line.home, 'logs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.jsonl'),
    );
    for (const name of logs) expect(readFileSync(join(line.home, 'logs', name), 'utf8')).not.toContain(STUB_TOKEN);
    expect(logs.length).toBeGreaterThan(0);
    expect(readFileSync(join(line.home, 'logs', logs[0] ?? ''), 'utf8')).toContain('[redacted]');
  });

  it('refuses a picture for a terminal and for --json', async () => {
    const { line } = await opened((_came, response) =>
      response.writeHead(200, { 'content-type': 'image/png' }).end('picture'),
    );
    const path = '/v2/bot/message/1/content';
    expect(await line.run('api', 'GET', path)).toMatchObject({ exitCode: 0, stdout: 'picture' });
    expect(await line.runIn({ isShown: true }, 'api', 'GET', path)).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await line.run('api', 'GET', path, '--json')).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('says that a picture broke off, and asks for no second one behind the first half', async () => {
    const { stub, line } = await opened((_came, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    expect(await line.run('api', 'GET', '/v2/bot/message/1/content')).toMatchObject({ exitCode: 6, stdout: 'half' });
    expect(stub.came).toHaveLength(1);
  });

  it('goes to the host for files where the list or the option says so', async () => {
    const data = await startStubLine((_came, response) => json(response, 200, { host: 'data' }));
    const { line } = await opened((_came, response) => json(response, 200, { host: 'api' }));
    line.setEnv({ LINE_OPS_DATA_API_URL: data.url });
    const hostOf = async (...words: string[]) => JSON.parse((await line.run('api', 'GET', ...words)).stdout).host;
    expect(await hostOf('/v2/bot/info')).toBe('api');
    expect(await hostOf('/v2/bot/message/1/content/transcoding')).toBe('data');
    expect(await hostOf('/v2/bot/new/thing', '--data-host')).toBe('data');
    expect(await hostOf(`${data.url}/v2/bot/new/thing`)).toBe('data');
    expect(await hostOf('https://api.line.me/v2/bot/info')).toBe('api');
    const mistaken = await line.run('api', 'GET', '/v2/bot/info', '--data-host');
    expect(mistaken.stderr).toContain('leave --data-host out');
    await data[Symbol.asyncDispose]();
  });

  it('asks once more where LINE failed, and goes on', async () => {
    const { stub, line } = await opened((_came, response) => json(response, stub.came.length === 1 ? 503 : 200, {}));
    expect(await line.run('api', 'GET', '/v2/bot/info')).toMatchObject({ exitCode: 0, stdout: '{}' });
  });
});

describe('a request that must not be made', () => {
  it.each([
    [['POST', '/v2/bot/message/push', '--yes'], 'broadcast send, or line-ops message push'],
    [['POST', '/v2/bot/message/%70ush/', '--yes'], 'broadcast send, or line-ops message push'],
    [['PUT', '/v2/bot/message/broadcast', '--yes'], 'broadcast send, or line-ops message push'],
    [
      ['POST', '//v2/bot/message/push', '--yes', '--retry-key', '123e4567-e89b-12d3-a456-426614174000'],
      'as LINE writes it',
    ],
    [['POST', '/v2/bot/richmenu', '--yes', '--retry-key', '123e4567-e89b-12d3-a456-426614174000'], 'no retry key at'],
    [['GET', '/v2/bot/info', '--retry-key', '123e4567-e89b-12d3-a456-426614174000'], 'no retry key at'],
    [['POST', '/v2/bot/message/push', '--yes', '--retry-key', 'mine'], 'retry key'],
    [['POST', '/v2/oauth/revoke', '--yes'], 'token revoke'],
    [['GET', 'https://evil.example/v2/bot/info'], "not on LINE's hosts"],
    [['PATCH', '/v2/bot/info'], 'GET, POST, PUT or DELETE'],
    [['GET', '/v2/bot/info', '--data', '-'], '--data goes with no GET'],
    [['POST', '/v2/bot/richmenu', '--paginate', '--yes'], '--paginate is for GET'],
    [['POST', '/v2/bot/richmenu'], 'Add --yes'],
  ])('%j is exit 2 before anything is asked', async (words, said) => {
    const { stub, line } = await opened((_came, response) => json(response, 200, {}));
    const { exitCode, stdout, stderr } = await line.run('api', ...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(said);
    expect(stub.came).toEqual([]);
  });

  it('is found out below a base URL with a path of its own', async () => {
    const { stub, line } = await opened((_came, response) => json(response, 200, {}));
    line.setEnv({ LINE_OPS_API_URL: `${stub.url}/line` });
    const revoking = await line.run('api', 'POST', `${stub.url}/line/oauth2/v2.1/revoke`, '--yes');
    expect(revoking).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('token revoke') });
    expect(stub.came).toEqual([]);
  });

  it('names the place where data is no JSON', async () => {
    const { stub, line } = await opened((_came, response) => json(response, 200, {}));
    const broken = file(line, 'menu.json', '{\n  "size": {,\n}');
    const said = await line.run('api', 'POST', '/v2/bot/richmenu', '--data', broken, '--yes');
    expect(said).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('line 2, column 12') });
    const strange = file(line, 'x.bin', Buffer.from([0xfe, 0xff, 0]));
    const other = await line.run('api', 'POST', '/v2/bot/richmenu', '--data', strange, '--yes');
    expect(other).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('neither JSON nor') });
    expect(stub.came).toEqual([]);
  });
});

describe('changing', () => {
  it('sends the bytes as they are, with what they are, and once', async () => {
    const { stub, line } = await opened((came, response) =>
      json(response, came.url.endsWith('x') ? 503 : 200, { id: 1 }),
    );
    const menu = '{ "size" : {} }\n';
    expect(
      await line.run('api', 'POST', '/v2/bot/richmenu', '--data', file(line, 'm.json', menu), '--yes'),
    ).toMatchObject({
      exitCode: 0,
      stdout: '{"id":1}',
    });
    expect(await line.runIn({ stdin: menu }, 'api', 'POST', '/v2/bot/richmenu', '--data', '-', '--yes')).toMatchObject({
      exitCode: 0,
    });
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0xff]);
    expect(
      await line.run('api', 'POST', '/v2/bot/richmenu/richmenu-1/content', '--data', file(line, 'm', png), '--yes'),
    ).toMatchObject({ exitCode: 0 });
    expect(await line.run('api', 'DELETE', '/v2/bot/richmenu/richmenu-x', '--yes')).toMatchObject({
      exitCode: 6,
      stderr: expect.stringContaining('LINE may have done it all the same'),
    });
    expect(
      stub.came.map(({ method, headers, body }) => [method, headers['content-type'], body.toString('latin1')]),
    ).toEqual([
      ['POST', 'application/json', menu],
      ['POST', 'application/json', menu],
      ['POST', 'image/png', png.toString('latin1')],
      ['DELETE', undefined, ''],
    ]);
  });

  it('shows the answer to a change whatever it is: what was made is made', async () => {
    const { stub, line } = await opened((_came, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end('done');
    });
    const said = await line.run('api', 'POST', '/v2/bot/richmenu', '--yes', '--json');
    expect(said.exitCode).toBe(0);
    expect(JSON.parse(said.stdout)).toMatchObject({ status: 200, body: 'done' });
    expect(stub.came).toHaveLength(1);
  });

  it('is not said to be possible where no token was had for it', async () => {
    const { stub, line } = await opened((_came, response) => json(response, 500, {}));
    // The stub issues tokens at its own path alone.
    line.setEnv({ LINE_OPS_API_URL: `${stub.url}/line` });
    const said = await line.run('api', 'DELETE', '/v2/bot/user/all/richmenu', '--yes');
    expect(said.exitCode).toBe(6);
    expect(said.stderr).not.toContain('may have done it');
    expect(stub.came.every(({ method }) => method === 'POST')).toBe(true);
  });

  it('asks, and wants the name of a production channel', async () => {
    const { stub, line } = await opened((_came, response) => json(response, 200, { userId: `U${'b'.repeat(32)}` }));
    expect(await line.runIn({ answers: [false] }, 'api', 'DELETE', '/v2/bot/user/all/richmenu')).toMatchObject({
      exitCode: 130,
    });
    expect(stub.came).toEqual([]);
    expect(await line.run('channel', 'add', 'shop', '--production')).toMatchObject({ exitCode: 0 });
    const before = stub.came.length;
    const words = ['api', 'DELETE', '/v2/bot/user/all/richmenu', '-c', 'shop'];
    expect(await line.run(...words, '--yes')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--confirm-channel shop'),
    });
    expect(await line.run(...words, '--confirm-channel', 'other')).toMatchObject({ exitCode: 2 });
    expect(stub.came).toHaveLength(before);
    expect(await line.run(...words, '--confirm-channel', 'shop', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await line.runIn({ answers: ['shop'] }, ...words)).toMatchObject({ exitCode: 0 });
    expect(stub.came).toHaveLength(before + 2);
  });

  it('with --dry-run shows the request, and makes none', async () => {
    const { stub, line } = await opened((_came, response) => json(response, 200, {}));
    const words = ['api', 'POST', '/v2/bot/richmenu?x=1', '--data', file(line, 'm.json', '{"a":1}'), '--dry-run'];
    expect(await line.run(...words)).toMatchObject({
      exitCode: 0,
      stdout: 'POST /v2/bot/richmenu?x=1\nContent-Type: application/json\n\n{"a":1}\n',
    });
    expect(JSON.parse((await line.run(...words, '--json')).stdout)).toEqual({
      schema: 'line-ops/dry-run@1',
      requests: [
        {
          method: 'POST',
          path: '/v2/bot/richmenu?x=1',
          headers: { 'Content-Type': 'application/json' },
          body: '{"a":1}',
        },
      ],
      changes: [],
    });
    expect(stub.came).toEqual([]);
  });
});

describe('pages', () => {
  const PAGES: Answering = ({ url }, response) => {
    const start = Number(new URL(url, 'http://x').searchParams.get('start') ?? 0);
    json(response, 200, { ids: [start], ...(start < 2 ? { next: String(start + 1) } : {}) });
  };

  it('are a document a line', async () => {
    const { line } = await opened(PAGES);
    expect(await line.run('api', 'GET', '/v2/bot/group/G1/members/ids', '--paginate')).toMatchObject({
      exitCode: 0,
      stdout: '{"ids":[0],"next":"1"}\n{"ids":[1],"next":"2"}\n{"ids":[2]}\n',
    });
  });

  it('are an array with --json, closed too where one cannot be had', async () => {
    const { line } = await opened((came, response) =>
      came.url.includes('start=2') ? json(response, 400, { message: 'expired' }) : PAGES(came, response),
    );
    const { exitCode, stdout } = await line.run('api', 'GET', '/v2/bot/followers/ids', '--paginate', '--json');
    expect({ exitCode, document: JSON.parse(stdout) }).toEqual({
      exitCode: 8,
      document: {
        schema: 'line-ops/api@1',
        status: 200,
        requestId: 'r-0',
        body: [
          { ids: [0], next: '1' },
          { ids: [1], next: '2' },
        ],
      },
    });
  });

  it('are followed by their numbers', async () => {
    const { stub, line } = await opened(({ url }, response) => {
      const page = Number(new URL(url, 'http://x').searchParams.get('page'));
      json(response, 200, { page, hasNextPage: page < 3 });
    });
    expect(await line.run('api', 'GET', '/v2/bot/audienceGroup/list?page=1&size=40', '--paginate')).toMatchObject({
      exitCode: 0,
    });
    expect(stub.came.map(({ url }) => url)).toEqual(
      [1, 2, 3].map((page) => `/v2/bot/audienceGroup/list?page=${page}&size=40`),
    );
  });

  it('that come again end with an error', async () => {
    const { line } = await opened((_came, response) => json(response, 200, { next: 'same' }));
    expect(await line.run('api', 'GET', '/v2/bot/followers/ids', '--paginate')).toMatchObject({
      exitCode: 6,
      stdout: '{"next":"same"}\n{"next":"same"}\n',
      stderr: expect.stringContaining('the same page again'),
    });
  });

  it("are not asked for faster than LINE's limit of the endpoint", async () => {
    const { line } = await opened(({ url }, response) => {
      const page = Number(new URL(url, 'http://x').searchParams.get('page') ?? 1);
      json(response, 200, { page, hasNextPage: page < 63 });
    });
    const { waits } = await line.run('api', 'GET', '/v2/bot/audienceGroup/list?page=1', '--paginate');
    expect(waits).toEqual([1000, 1000, 1000]);
  });
});
