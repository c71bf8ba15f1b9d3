import { OPENAPI_FACTS, type OperationFacts } from './documents.js';

/** LINE's files of what can be asked; the first four are those of an ordinary channel. */
export const API_DOCUMENTS = ['messaging-api', 'insight', 'manage-audience', 'channel-access-token', 'module', 'shop'];

/** One operation of LINE's files. */
export interface DescribedOperation {
  /** Such as `GET /v2/bot/profile/{userId}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly document: string;
  readonly facts: OperationFacts;
}

/** Every one of them, file by file. */
export const OPERATIONS: readonly DescribedOperation[] = API_DOCUMENTS.flatMap((document) =>
  Object.entries(OPENAPI_FACTS.documents[document]?.operations ?? {}).map(([name, facts]) => {
    const [method = '', path = ''] = name.split(' ');
    return { name, method, path, document, facts };
  }),
);

const BY_NAME = new Map(OPERATIONS.map((operation) => [operation.name, operation]));
const PATTERNS = OPERATIONS.map((operation) => ({ operation, pattern: patternOf(operation.path) }));

/** @throws where LINE's files have none of that name. */
export function operationNamed(name: string): DescribedOperation {
  const operation = BY_NAME.get(name);
  if (operation === undefined) throw new Error(`LINE's files have no operation ${name}`);
  return operation;
}

/** The operation that a request is for, and what stands in its path; null where the files have none. */
export function operationAt(
  method: string,
  path: string,
): { readonly operation: DescribedOperation; readonly params: Readonly<Record<string, string>> } | null {
  const exact = BY_NAME.get(`${method} ${path}`);
  if (exact !== undefined) return { operation: exact, params: {} };
  const found = PATTERNS.find(({ operation, pattern }) => operation.method === method && pattern.test(path));
  return found === undefined ? null : { operation: found.operation, params: { ...found.pattern.exec(path)?.groups } };
}

/** The methods that LINE's files describe for a path. */
export function methodsAt(path: string): readonly string[] {
  return ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'].filter((method) => operationAt(method, path) !== null);
}

/** Method and path with `{…}` for its parameters; as it came where LINE's files have no such operation. */
export function endpointOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return operationAt(method, path)?.operation.name ?? `${method} ${path}`;
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}
