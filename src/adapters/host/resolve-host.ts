import { lookup } from 'node:dns/promises';

/** A slow name server must not hold up what only asks for a warning. */
const TIMEOUT_MS = 2_000;

/** The addresses that the system finds for a name; none where it finds none, or takes too long. */
export async function resolveHost(name: string): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve([]), TIMEOUT_MS);
  });
  const found = lookup(name, { all: true }).then(
    (addresses) => addresses.map(({ address }) => address),
    () => [],
  );
  return Promise.race([found, tooLate]).finally(() => clearTimeout(timer));
}
