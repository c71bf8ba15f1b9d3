import type { Route } from '../../../src/emulator/http/route.js';
import { ENDPOINT_NAMES, findRoute } from '../../../src/emulator/http/routes.js';
import type { Exchange } from './recording-proxy.js';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];

/** LINE Login: its pages come without OpenAPI files and without types in the SDK. */
const WITHOUT_DOCUMENTS = ['POST /oauth2/v2.1/verify'];

/** Every endpoint of LINE's that the emulator serves and that LINE's documents describe. */
export const LINE_ROUTES: readonly Route[] = [...ENDPOINT_NAMES]
  .filter((name) => name.startsWith('/'))
  .flatMap((path) => METHODS.flatMap((method) => findRoute(method, path)?.route ?? []))
  .filter(({ method, path }) => !WITHOUT_DOCUMENTS.includes(`${method} ${path}`));

/** Method and path with `{…}` for its parameters; as it came where the emulator serves no such endpoint. */
export function endpointOf({ method, path }: Pick<Exchange, 'method' | 'path'>): string {
  return `${method} ${findRoute(method, path)?.route.path ?? path}`;
}
