import { expect } from 'vitest';
import { startEmulator } from '../../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../../src/emulator/settings.js';
import { NOON, sdkFor, uuid } from '../../emulator/sdk-calls.js';
import { operationNamed } from '../openapi/operations.js';
import { startRecordingBot, type WebhookRequest } from '../traffic/recorded-emulator.js';
import { type Exchange, startRecordingProxy } from '../traffic/recording-proxy.js';
import { refusalsOfAny } from './any-operation.js';
import type { AreaDefinition, Parts, Refusal, Request, Row, World } from './area.js';
import { askByHand, askBySdk, isInSdk } from './asking.js';

/** What passed while an area's operations were asked, and where an answer was another than the row says. */
export interface AreaRecording {
  readonly exchanges: readonly Exchange[];
  readonly webhooks: readonly WebhookRequest[];
  readonly faults: readonly string[];
}

/** An area whose rows can be named and tried without knowing what they need. */
export interface Area {
  readonly name: string;
  readonly operations: readonly { readonly name: string; readonly onlyRefusedFor: string | null }[];
  record(): Promise<AreaRecording>;
}

export function area<Prepared>(definition: AreaDefinition<Prepared>): Area {
  const { name, rows } = definition;
  return {
    name,
    operations: Object.entries(rows).map(([operation, { onlyRefused }]) => ({
      name: operation,
      onlyRefusedFor: onlyRefused?.needs ?? null,
    })),
    record: () => recordArea(definition),
  };
}

async function recordArea<Prepared>(definition: AreaDefinition<Prepared>): Promise<AreaRecording> {
  const { account = {}, prepare, rows, otherWorlds = [] } = definition;
  const ofArea = await inWorld(account, async (asker) => {
    const world = { ...asker.world, ...(await prepare(asker.world)) };
    for (const [name, row] of Object.entries(rows)) await asker.tryRow(name, row, world);
  });
  const ofOthers: AreaRecording[] = [];
  for (const other of otherWorlds)
    ofOthers.push(
      await inWorld(other.account ?? {}, async (asker) => {
        await other.prepare?.(asker.world);
        for (const [name, refusal] of Object.entries(other.refusals))
          await asker.tryRefusal(name, refusal, asker.world);
      }),
    );
  const all = [ofArea, ...ofOthers];
  return {
    exchanges: all.flatMap(({ exchanges }) => exchanges),
    webhooks: all.flatMap(({ webhooks }) => webhooks),
    faults: all.flatMap(({ faults }) => faults),
  };
}

/** Plays in an emulator of its own, with one recorder for what is meant to be right and one for what is not. */
async function inWorld(account: EmulatorOptions, play: (asker: Asker) => Promise<void>): Promise<AreaRecording> {
  const emulator = await startEmulator({ rateLimits: false, followers: 5, clock: NOON, longLived: true, ...account });
  const right = await startRecordingProxy(emulator.url, 'sdk');
  const wrong = await startRecordingProxy(emulator.url, 'wrong on purpose');
  const bot = await startRecordingBot();
  const asker = new Asker({ ...sdkFor({ ...emulator, url: right.url }), bot }, right.exchanges, wrong.url);
  try {
    await play(asker);
  } finally {
    await right.stop();
    await wrong.stop();
    await emulator.stop();
    await bot.stop();
  }
  const exchanges = [...right.exchanges, ...wrong.exchanges].filter(({ path }) => !path.startsWith('/_emulator/'));
  return { exchanges, webhooks: bot.requests, faults: asker.faults };
}

class Asker {
  readonly faults: string[] = [];
  readonly world: World;
  readonly #passed: readonly Exchange[];
  readonly #wrongUrl: string;
  #retryKeys = 0;

  constructor(world: World, passed: readonly Exchange[], wrongUrl: string) {
    this.world = world;
    this.#passed = passed;
    this.#wrongUrl = wrongUrl;
  }

  async tryRow<W>(name: string, row: Row<W>, world: W): Promise<void> {
    const parts = await partsOf(row.request, world);
    if (row.onlyRefused === undefined) {
      await this.#trySuccess(name, parts, row.answer);
      for (const request of row.also ?? []) await this.#trySuccess(name, await partsOf(request, world), undefined);
    } else {
      await this.#tryAnswer(name, row.onlyRefused.status, row.onlyRefused.answer, parts);
    }
    const before = this.world.emulator.deliveries();
    await this.#tryRefusalsOfAny(name, parts);
    for (const refusal of row.refusals ?? []) await this.tryRefusal(name, refusal, world);
    this.#compare(`${name}, what its refusals delivered`, this.world.emulator.deliveries(), before);
  }

  async tryRefusal<W>(name: string, [status, answer, request]: Refusal<W>, world: W): Promise<void> {
    await this.#tryAnswer(name, status, answer, await partsOf(request, world));
  }

  async #trySuccess(name: string, parts: Parts, expected: unknown): Promise<void> {
    const operation = operationNamed(name);
    const { token, emulator } = this.world;
    const config = { baseURL: emulator.url, channelAccessToken: token };
    const takesKey = operation.facts.parameters.some((parameter) => parameter.name === 'X-Line-Retry-Key');
    const given = takesKey
      ? { ...parts, headers: { 'x-line-retry-key': uuid(`${name} ${this.#retryKeys++}`) } }
      : parts;
    if (isInSdk(name)) await askBySdk(name, given, config);
    else await askByHand(operation, given, { url: emulator.url, token });
    const { status, body } = this.#passed.at(-1)?.answer ?? { status: 0, body: Buffer.alloc(0) };
    if (300 <= status) this.faults.push(`${name}: ${status}, no success: ${body}`);
    else if (expected !== undefined) this.#compare(name, JSON.parse(body.toString()), expected);
    if (takesKey)
      await this.#tryAnswer(
        name,
        409,
        expect.objectContaining({ message: 'The retry key is already accepted' }),
        given,
      );
  }

  async #tryRefusalsOfAny(name: string, right: Parts): Promise<void> {
    for (const { status, message, parts, token } of refusalsOfAny(operationNamed(name), right))
      await this.#tryAnswer(name, status, message, parts, token);
    for (const [fault, status] of [
      ['500-before=1@*', 500],
      ['429=1@*', 429],
    ] as const) {
      this.world.emulator.setFaults([fault]);
      await this.#tryAnswer(name, status, null, right);
    }
    this.world.emulator.setFaults([]);
  }

  async #tryAnswer(name: string, status: number, answer: unknown, parts: Parts, token?: string | null): Promise<void> {
    const how = { url: this.#wrongUrl, token: token === undefined ? this.world.token : token };
    const answered = await askByHand(operationNamed(name), parts, how);
    if (answered.status !== status)
      this.faults.push(`${name}: ${answered.status}, not ${status}: ${JSON.stringify(answered.body)}`);
    else if (answer !== null)
      this.#compare(name, answered.body, typeof answer === 'string' ? { message: answer } : answer);
  }

  #compare(name: string, body: unknown, expected: unknown): void {
    try {
      expect(body).toEqual(expected);
    } catch (error) {
      this.faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

async function partsOf<W>(request: Request<W>, world: W): Promise<Parts> {
  return typeof request === 'function' ? request(world) : request;
}
