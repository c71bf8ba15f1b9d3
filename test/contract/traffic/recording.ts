import type { AreaRecording } from '../table/record-area.js';
import { AREAS } from '../table/table.js';
import { recordProgram } from './program-traffic.js';
import type { WebhookRequest } from './recorded-emulator.js';
import type { Exchange } from './recording-proxy.js';
import { recordWebhooks } from './webhook-traffic.js';

/** All that passed between the emulator and its clients. */
export interface Recording {
  /** Those of the program alone. */
  readonly ofProgram: readonly Exchange[];
  /** Those whose request is meant to be right: the program's and the SDK's. */
  readonly wellMeant: readonly Exchange[];
  /** Also those of a client that is wrong on purpose. */
  readonly all: readonly Exchange[];
  readonly webhooks: readonly WebhookRequest[];
  /** Where a row of the table was answered otherwise, by area. */
  readonly faults: Readonly<Record<string, readonly string[]>>;
}

export async function record(): Promise<Recording> {
  const [ofProgram, webhooks, areas] = await Promise.all([recordProgram(), recordWebhooks(), recordAreas()]);
  const all = [...ofProgram, ...areas.flatMap(({ exchanges }) => exchanges)];
  return {
    ofProgram,
    wellMeant: all.filter(({ client }) => client !== 'wrong on purpose'),
    all,
    webhooks: [...webhooks, ...areas.flatMap((area) => area.webhooks)],
    faults: Object.fromEntries(areas.map(({ name, faults }) => [name, faults])),
  };
}

/** One after the other: each waits for answers in time. */
async function recordAreas(): Promise<readonly (AreaRecording & { readonly name: string })[]> {
  const recorded: (AreaRecording & { readonly name: string })[] = [];
  for (const area of AREAS) recorded.push({ name: area.name, ...(await area.record()) });
  return recorded;
}
