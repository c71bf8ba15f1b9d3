import { createPublicKey, createSign, createVerify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { credentialsRefused } from '../support/failures.js';
import { CHANNEL_SECRET, createWorld, testSigningKey, type World } from '../support/world.js';

const PENDING = 'channel/1234567890/pending/assertion-key';
const CURRENT = 'channel/1234567890/assertion-key';

/** A LINE that takes assertions of one key ID alone. */
function keyWorld(acceptedKeyId: string): World {
  return createWorld({
    line: {
      listV21KeyIds: async (assertion) => {
        const header: unknown = JSON.parse(Buffer.from(assertion.reveal().split('.')[0] ?? '', 'base64url').toString());
        if (Reflect.get(Object(header), 'kid') === acceptedKeyId) return [];
        throw credentialsRefused(404);
      },
    },
  });
}

describe('key generate', () => {
  it('prints the public JWK in the form of the console, alone on stdout, and keeps the private one', async () => {
    const world = keyWorld('kid');
    world.addChannel();

    const ran = await world.run('key', 'generate');
    const publicJwk = JSON.parse(ran.stdout);

    expect(Object.keys(publicJwk).sort()).toEqual(['alg', 'e', 'kty', 'n', 'use']);
    expect(publicJwk).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig', e: 'AQAB' });
    expect(createPublicKey({ key: publicJwk, format: 'jwk' }).asymmetricKeyDetails?.modulusLength).toBe(2048);
    const privateJwk = JSON.parse(world.secrets.get(PENDING) ?? '{}');
    const signature = createSign('sha256').update('x').sign({ key: privateJwk, format: 'jwk' });
    expect(createVerify('sha256').update('x').verify({ key: publicJwk, format: 'jwk' }, signature)).toBe(true);
    expect(ran.stderr).toContain('line-ops key set-id <key ID>');
    for (const part of ['d', 'p', 'q']) expect(ran.stdout + ran.stderr).not.toContain(privateJwk[part]);
  });

  it('asks before it replaces a key, and lets the old one work until the new one has its key ID', async () => {
    const world = keyWorld('kid');
    world.addChannel({ assertionKey: testSigningKey() });

    expect(await world.run('key', 'generate')).toMatchObject({ exitCode: 2, stdout: '' });
    expect((await world.run('key', 'generate', '--yes')).exitCode).toBe(0);
    expect(world.secrets.get(CURRENT)).toBe(testSigningKey());
  });

  it('writes a file with --out, needs no channel, and never overwrites', async () => {
    const world = keyWorld('kid');

    const ran = await world.run('key', 'generate', '--out', 'key.json', '--json');

    expect(Object.keys(JSON.parse(ran.stdout))).toEqual(['schema', 'publicJwk', 'channelId', 'file']);
    expect(JSON.parse(world.files.get('key.json') ?? '{}').d).toBeTypeOf('string');
    expect((await world.run('key', 'generate', '--out', 'key.json')).exitCode).toBe(2);
  });

  it('keeps the key in the secret store too with --out, so that its key ID can be set', async () => {
    const world = keyWorld('kid');
    world.addChannel();

    const ran = await world.run('key', 'generate', '--out', 'key.json', '--json');

    expect(JSON.parse(ran.stdout)).toMatchObject({ channelId: '1234567890', file: 'key.json' });
    expect(world.secrets.get(PENDING)).toBe(world.files.get('key.json')?.trim());
    expect((await world.run('key', 'set-id', 'kid')).exitCode).toBe(0);
    expect(world.configuration.channels).toMatchObject([{ signingKeyId: 'kid' }]);
  });

  it('keeps nothing in the secret store when the file of --out cannot be written', async () => {
    const world = keyWorld('kid');
    world.addChannel();
    world.files.set('key.json', 'mine');

    expect((await world.run('key', 'generate', '--out', 'key.json')).exitCode).toBe(2);
    expect(world.secrets.has(PENDING)).toBe(false);
  });

  it('needs --out for the channel of the environment', async () => {
    const world = createWorld({ env: { LINE_CHANNEL_ID: '1', LINE_CHANNEL_SECRET: CHANNEL_SECRET } });

    expect(await world.run('key', 'generate')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--out') });
  });
});

describe('key set-id', () => {
  it('proves the pair, then records it and puts the new key in the place of the old one', async () => {
    const world = keyWorld('new-kid');
    world.addChannel({ assertionKey: testSigningKey() });
    await world.run('key', 'generate', '--yes');
    const generated = world.secrets.get(PENDING);

    const ran = await world.run('key', 'set-id', 'new-kid', '--json');

    expect(JSON.parse(ran.stdout)).toEqual({
      schema: 'line-ops/key@1',
      channelId: '1234567890',
      signingKeyId: 'new-kid',
      activeTokens: 0,
    });
    expect(world.secrets.get(CURRENT)).toBe(generated);
    expect(world.secrets.has(PENDING)).toBe(false);
    expect(world.configuration.channels).toMatchObject([{ signingKeyId: 'new-kid' }]);
  });

  it('proves the pair with --dry-run, and changes nothing', async () => {
    const world = keyWorld('new-kid');
    world.addChannel();
    await world.run('key', 'generate');
    const before = [new Map(world.secrets), world.configuration];

    const ran = await world.run('key', 'set-id', 'new-kid', '--dry-run', '--json');

    expect(ran.exitCode).toBe(0);
    expect(world.calls).toEqual(['listV21KeyIds']);
    expect(JSON.parse(ran.stdout)).toEqual({
      schema: 'line-ops/dry-run@1',
      requests: [],
      changes: [
        'configuration: key ID of shop is new-kid, which LINE takes',
        'secret store: the new key takes the place of the one in use',
      ],
    });
    expect([world.secrets, world.configuration]).toEqual(before);
    expect((await world.run('key', 'set-id', 'other', '--dry-run')).exitCode).toBe(4);
  });

  it('records nothing when LINE refuses the pair', async () => {
    const world = keyWorld('right');
    world.addChannel();
    await world.run('key', 'generate');

    const ran = await world.run('key', 'set-id', 'wrong', '--json');

    expect(ran.exitCode).toBe(4);
    expect(JSON.parse(ran.stderr).error.code).toBe('KEY_ID_REFUSED');
    expect(world.configuration.channels).toMatchObject([{ signingKeyId: null }]);
    expect(world.secrets.has(PENDING)).toBe(true);
  });

  it('says that there is no key to register', async () => {
    const world = keyWorld('kid');
    world.addChannel();

    expect(await world.run('key', 'set-id', 'kid')).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('line-ops key generate'),
    });
  });
});
