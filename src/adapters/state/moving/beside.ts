import type { ConfigurationStore, SecretName, SecretStore } from '../../../ports/store.js';
import type { BesideBooks } from './end.js';

/** Of one place. They encrypt and decrypt on their way: what one place has sealed, no other can open. */
interface Stores {
  readonly secrets: SecretStore;
  readonly configuration: ConfigurationStore;
}

export async function readBeside({ secrets, configuration }: Stores): Promise<BesideBooks> {
  return { secrets: await secrets.entries(), channels: (await configuration.read()).channels };
}

/** What there is beside the books, in words. */
export function contentsBeside({ secrets, channels }: BesideBooks): readonly string[] {
  return [...(channels.length > 0 ? ['channels'] : []), ...(Object.keys(secrets).length > 0 ? ['secrets'] : [])];
}

export async function writeBeside(beside: BesideBooks, { secrets, configuration }: Stores): Promise<void> {
  const gone = Object.keys(await secrets.entries()).filter((name) => !Object.hasOwn(beside.secrets, name));
  const changes: Partial<Record<SecretName, string | null>> = {
    ...Object.fromEntries(gone.map((name) => [name, null])),
    ...beside.secrets,
  };
  if (Object.keys(changes).length > 0) await secrets.set(changes);
  const { channels } = beside;
  await configuration.change(({ current }) => ({
    channels,
    current: channels.some(({ name }) => name === current) ? current : null,
  }));
}
