import type { Route } from '../../../src/emulator/http/route.js';
import { ENDPOINT_NAMES, findRoute } from '../../../src/emulator/http/routes.js';
import type { Exchange } from './recording-proxy.js';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];

/** Every endpoint of LINE's that the emulator serves. */
export const LINE_ROUTES: readonly Route[] = [...ENDPOINT_NAMES]
  .filter((name) => name.startsWith('/'))
  .flatMap((path) => METHODS.flatMap((method) => findRoute(method, path)?.route ?? []));

/** Method and path with `{…}` for its parameters; as it came where the emulator serves no such endpoint. */
export function endpointOf({ method, path }: Pick<Exchange, 'method' | 'path'>): string {
  return `${method} ${findRoute(method, path)?.route.path ?? path}`;
}
