import { describe, expect, it } from 'vitest';
import { SUBJECT_KINDS } from '../../../src/cli/explain/entry.js';
import { SUBJECTS } from '../../../src/cli/explain/subjects.js';
import { tellFailure } from '../../../src/cli/failures/catalogue.js';
import { EXIT_CODES } from '../../../src/cli/program/exit.js';
import { failure } from '../../../src/domain/failure/failure.js';
import { FAILURES } from '../../../src/domain/failure/failures.js';
import { markdownLines } from '../../support/papers/lines.js';
import { untypable } from '../../support/papers/typing.js';
import { createWorld } from '../../support/world.js';

const namesOf = (kind: (typeof SUBJECT_KINDS)[number]) =>
  SUBJECTS.filter((subject) => subject.kind === kind).map(({ name }) => name);

/** What `line-ops explain` finds, by name. */
async function found(asked: string, stdin: string | null = null): Promise<readonly string[]> {
  const world = createWorld();
  world.stdin = stdin;
  const { exitCode, stdout, stderr } = await world.run('explain', asked, '--json');
  if (exitCode !== 0) throw new Error(stderr);
  return JSON.parse(stdout).explanations.map(({ name }: { name: string }) => name);
}

describe('the catalogue', () => {
  it('has every error code, every exit code, and what LINE documents', () => {
    expect(namesOf('failure')).toEqual(expect.arrayContaining([...Object.keys(FAILURES), 'INTERNAL']));
    const exits = [0, ...new Set(Object.values(EXIT_CODES))].map((code) => `exit-${code}`);
    expect(namesOf('exit-code').sort()).toEqual(exits.sort());
    expect(namesOf('narrowcast')).toEqual([1, 2, 3, 4, 5].map((code) => `narrowcast-${code}`));
    // https://developers.line.biz/en/reference/messaging-api/#status-codes
    const statuses = [200, 400, 401, 403, 404, 409, 410, 413, 415, 429, 500].map(String);
    expect(namesOf('status')).toEqual(expect.arrayContaining(statuses));
    // https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint
    const reasons = ['OK', 'COULD_NOT_CONNECT', 'REQUEST_TIMEOUT', 'ERROR_STATUS_CODE', 'UNCLASSIFIED'];
    expect(namesOf('reason')).toEqual(expect.arrayContaining(reasons));
    // https://developers.line.biz/en/reference/messaging-api/#manage-audience-error
    expect(namesOf('audience').length).toBeGreaterThanOrEqual(14);
  });

  it('names nothing twice', () => {
    const names = SUBJECTS.map(({ name }) => name.toLowerCase());
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('says something of its own of each, in whole sentences', () => {
    const means = SUBJECTS.map((subject) => subject.means);
    expect(means.filter((text, at) => means.indexOf(text) !== at)).toEqual([]);
    for (const { name, means: text, causes, next } of SUBJECTS) {
      for (const sentence of [text, ...causes, ...next])
        expect({ name, sentence }).toEqual({ name, sentence: expect.stringMatching(/^["`A-Z0-9].{8,}[.]$/s) });
    }
  });

  it('tells more of an error than the error does', () => {
    const told = tellFailure(failure('NO_CHANNEL', { which: 'one' }));
    const entry = SUBJECTS.find(({ name }) => name === 'NO_CHANNEL');
    expect(entry?.means).not.toContain(told.message);
    expect(entry?.causes.length).toBeGreaterThan(1);
  });

  it('names only commands that can be typed, and only pages of LINE', async () => {
    const lines = SUBJECTS.flatMap(({ name, means, causes, next }) =>
      markdownLines(name, [means, ...causes, ...next].join('\n\n')),
    );
    expect(lines.length).toBeGreaterThan(400);
    // Many name the same: each once.
    const each = new Map(lines.map((line) => [line.words.join(' '), line]));
    expect(await untypable([...each.values()])).toEqual([]);
    for (const { docs } of SUBJECTS)
      if (docs !== undefined) expect(docs).toMatch(/^https:\/\/developers\.line\.biz\/en\//);
  });
});

describe('explain', () => {
  it.each([
    ['TOKEN_LIMIT_REACHED', ['TOKEN_LIMIT_REACHED']],
    ['token_limit_reached', ['TOKEN_LIMIT_REACHED']],
    ['usage', ['USAGE']],
    ['429', ['429']],
    ['143', ['exit-143']],
    ['exit 7', ['exit-7']],
    ['exit code 7', ['exit-7']],
    ['5', ['exit-5', 'narrowcast-5']],
    ['could_not_connect', ['COULD_NOT_CONNECT']],
    ['TLS handshake failure: https://example.com/webhook', ['tls-handshake-failure']],
    ['You have reached your monthly limit.', ['monthly-limit']],
    ['AUDIENCE_GROUP_NOT_FOUND', ['AUDIENCE_GROUP_NOT_FOUND']],
    ['the job ended with exit code 7', ['exit-7']],
    ['HTTP/1.1 403 Forbidden', ['403']],
  ])('%s is about %j', async (asked, names) => {
    expect(await found(asked)).toEqual(names);
  });

  const BODY =
    '{"message":"The request body has 1 error(s)","details":[{"message":"Length must be between 0 and 5000","property":"messages[0].text"}]}';
  const ERROR = JSON.stringify({
    schema: 'line-ops/error@1',
    error: {
      code: 'LINE_REFUSED',
      kind: 'refused',
      message: `could not send: LINE answered 400, ${BODY}`,
      exitCode: 8,
    },
  });

  it.each([
    ["LINE's error body", BODY, ['request-body-errors', 'length-must-be-between']],
    // What it ended with says nothing beside what it ended for.
    ['an error document', ERROR, ['LINE_REFUSED', 'request-body-errors', 'length-must-be-between', '400']],
    ['the answer about a narrowcast', '{"phase":"failed","failedDescription":"…","errorCode":2}', ['narrowcast-2']],
    ['an answer about a token', '{"error":"invalid_client","error_description":"Invalid exp"}', ['invalid-exp']],
    [
      "a webhook's test",
      '{"success":false,"statusCode":0,"reason":"COULD_NOT_CONNECT","detail":"Unknown host"}',
      ['COULD_NOT_CONNECT', 'unknown-host'],
    ],
    ['a log', 'line 1\nPOST /v2/bot/message/multicast status=429 12 ms\nexit code 5\n', ['429']],
  ])('finds what is in %s on stdin', async (_what, stdin, names) => {
    expect(await found('-', stdin)).toEqual(names);
  });

  it('says meaning, causes, steps and the page, and what else is in it', async () => {
    const world = createWorld();
    world.stdin = BODY;
    const { exitCode, stdout, stderr } = await world.run('explain', '-');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^request-body-errors {2}The request body has/);
    expect(stdout).toMatch(/ {2}1\. .*\n[\s\S]*What to do\n {2}1\. [\s\S]*`line-ops message validate sale\.json`/);
    expect(stdout).toContain("LINE's page: https://developers.line.biz/");
    expect(stdout).toMatch(/Also in it: line-ops explain length-must-be-between\n$/);
  });

  it('repeats nothing of what was pasted, known or not', async () => {
    const secrets = ['c0ffee00c0ffee00c0ffee00c0ffee00', 'eyJhbGciOiJIUzI1NiJ9.secret-token-string'];
    for (const text of [`HTTP 401 with ${secrets.join(' ')}`, `only ${secrets.join(' ')}`]) {
      for (const options of [[], ['--json']]) {
        const world = createWorld();
        world.stdin = text;
        const piped = await world.run('explain', '-', ...options);
        const given = await createWorld().run('explain', text, ...options);
        for (const { stdout, stderr } of [piped, given])
          for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
      }
    }
  });

  it.each([
    ['TOKN_LIMIT_REACHED', 'did you mean "TOKEN_LIMIT_REACHED"?'],
    ['lines refused', 'did you mean "LINE_REFUSED"?'],
  ])('suggests for %s what is near', async (asked, suggestion) => {
    const { exitCode, stdout, stderr } = await createWorld().run('explain', asked);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(suggestion);
  });

  it.each(['418', 'my cat is on the keyboard'])('pretends nothing of %s', async (asked) => {
    const { exitCode, stdout, stderr } = await createWorld().run('explain', asked);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('is known here');
    expect(stderr).not.toContain('did you mean');
  });

  it('lists everything without a question, each once', async () => {
    const { exitCode, stdout } = await createWorld().run('explain');
    expect(exitCode).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}(\S+)$/gm)].map(([, name]) => name);
    expect(listed).toEqual(SUBJECT_KINDS.flatMap(namesOf));
  });

  it('is named by an error with --verbose, and two lines are enough without', async () => {
    const args = ['token', 'issue', '--type', 'long-lived'];
    const plain = await createWorld().run(...args);
    expect(plain.stderr.trimEnd().split('\n')).toHaveLength(2);
    const verbose = await createWorld().run(...args, '--verbose');
    const named = /^more: line-ops explain (\w+)$/m.exec(verbose.stderr)?.[1] ?? '';
    expect(await found(named)).toEqual([named]);
  });
});
