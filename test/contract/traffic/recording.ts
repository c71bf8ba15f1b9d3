import { recordProgram } from './program-traffic.js';
import type { WebhookRequest } from './recorded-emulator.js';
import type { Exchange } from './recording-proxy.js';
import { recordRefusals } from './refusal-traffic.js';
import { recordSdk } from './sdk-traffic.js';

/** All that passed between the emulator and its clients. */
export interface Recording {
  /** Those of the program alone. */
  readonly ofProgram: readonly Exchange[];
  /** Those whose request is meant to be right: the program's and the SDK's. */
  readonly wellMeant: readonly Exchange[];
  /** Also those of a client that is wrong on purpose. */
  readonly all: readonly Exchange[];
  readonly webhooks: readonly WebhookRequest[];
}

export async function record(): Promise<Recording> {
  const [ofProgram, sdk, refusals] = await Promise.all([recordProgram(), recordSdk(), recordRefusals()]);
  const wellMeant = [...ofProgram, ...sdk.exchanges];
  return { ofProgram, wellMeant, all: [...wellMeant, ...refusals], webhooks: sdk.webhooks };
}
