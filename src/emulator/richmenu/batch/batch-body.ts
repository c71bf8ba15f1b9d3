import { type Answer, bodyErrors, type ErrorDetail, json } from '../../http/answer.js';
import { isJsonObject, type JsonObject, type LineRequest, type Read, readJsonBody } from '../../http/line-request.js';
import { isMissing, MUST_BE_SPECIFIED, wrongProperty } from '../menu-words.js';
import { isRichMenuId } from '../menus/rich-menu.js';
import type { RichMenuBook } from '../menus/rich-menu-book.js';
import type { MenuChange } from './menu-batches.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#batch-control-rich-menus-of-users-request-body */
const MOST_OPERATIONS = 1000;
const RESUME_KEY = /^[0-9a-zA-Z\-_]{1,100}$/;
const TYPES = ['link', 'unlink', 'unlinkAll'] as const;

/** What a batch asks for. */
export interface BatchBody {
  readonly changes: readonly MenuChange[];
  readonly resumeKey: string | null;
}

interface Operation {
  readonly type: (typeof TYPES)[number];
  /** Each null where the type has none. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Reads the body, with everything that LINE refuses about it. @see https://developers.line.biz/en/reference/messaging-api/#batch-control-rich-menus-of-users */
export function readBatch(menus: RichMenuBook, request: LineRequest): Read<BatchBody> {
  const read = readJsonBody(request);
  if (!read.ok) return read;
  const { operations, resumeRequestKey: resumeKey } = read.value;
  const checked = operationsIn(operations);
  if (!checked.ok) return checked;
  if (!isMissing(resumeKey) && !(typeof resumeKey === 'string' && RESUME_KEY.test(resumeKey)))
    return refused(wrongProperty('resumeRequestKey', 'invalid resumeRequestKey'));
  const problem = unknownMenu(menus, checked.value) ?? menuWithoutImage(menus, checked.value);
  if (problem !== null) return refused(problem);
  const numberOf = (id: string | null) => (id === null ? null : (menus.find(id)?.number ?? null));
  const changes = checked.value.map(({ from, to }) => ({ from: numberOf(from), to: numberOf(to) }));
  return { ok: true, value: { changes, resumeKey: typeof resumeKey === 'string' ? resumeKey : null } };
}

function operationsIn(operations: unknown): Read<readonly Operation[]> {
  if (!Array.isArray(operations))
    return refused(wrongProperty('operations', isMissing(operations) ? MUST_BE_SPECIFIED : 'must be an array'));
  if (operations.length < 1 || MOST_OPERATIONS < operations.length)
    return refused(wrongProperty('operations', `Size must be between 1 and ${MOST_OPERATIONS}`));
  const problems = operations.flatMap((operation: unknown, place) =>
    problemsOf(isJsonObject(operation) ? operation : {}, `operations[${place}]`),
  );
  if (0 < problems.length) return refused(bodyErrors(problems));
  const read = operations.map(operationFrom);
  const all = read.filter(({ type }) => type === 'unlinkAll').length;
  if (0 < all && all < read.length)
    return refused(wrongProperty('operations[].type', "'unlinkAll' type can't be combined with other type"));
  const from = read.map((operation) => operation.from).filter((id) => id !== null);
  const twice = from.find((id, place) => from.indexOf(id) !== place);
  return twice === undefined
    ? { ok: true, value: read }
    : refused(wrongProperty('operations[].from', `from richmenu (${twice}) is duplicated`));
}

function problemsOf(operation: JsonObject, place: string): readonly ErrorDetail[] {
  const { type } = operation;
  if (!TYPES.some((known) => known === type)) {
    const message = isMissing(type) ? MUST_BE_SPECIFIED : `Must be one of the following values: [${TYPES.join(', ')}]`;
    return [{ message, property: `${place}.type` }];
  }
  return idsOf(type).flatMap((name) => {
    const id = operation[name];
    if (isRichMenuId(id)) return [];
    return [{ message: isMissing(id) ? MUST_BE_SPECIFIED : 'invalid richMenuId', property: `${place}.${name}` }];
  });
}

function idsOf(type: unknown): readonly ('from' | 'to')[] {
  if (type === 'unlinkAll') return [];
  return type === 'link' ? ['from', 'to'] : ['from'];
}

/** Of an operation in which nothing is wrong; what its type does not have is ignored. */
function operationFrom(operation: JsonObject): Operation {
  const type = TYPES.find((known) => known === operation['type']) ?? 'unlinkAll';
  const id = (name: 'from' | 'to') => (idsOf(type).includes(name) ? String(operation[name]) : null);
  return { type, from: id('from'), to: id('to') };
}

/** @see https://developers.line.biz/en/reference/messaging-api/#validate-batch-control-rich-menus-request */
function unknownMenu(menus: RichMenuBook, operations: readonly Operation[]): Answer | null {
  const details = operations.flatMap((operation, place) =>
    (['from', 'to'] as const).flatMap((name) => {
      const id = operation[name];
      if (id === null || menus.find(id) !== null) return [];
      return [{ message: `Richmenu (${id}) is not found`, property: `operations[${place}].${name}` }];
    }),
  );
  if (details.length === 0) return null;
  return json(404, { message: `The request body has ${details.length} error(s)`, details });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#validate-batch-control-rich-menus-request */
function menuWithoutImage(menus: RichMenuBook, operations: readonly Operation[]): Answer | null {
  const details = operations.flatMap(({ to }, place) =>
    to === null || menus.find(to)?.image !== null
      ? []
      : [{ message: `'to' richmenu (${to}) must have image but it doesn't`, property: `operations[${place}].to` }],
  );
  return details.length === 0 ? null : bodyErrors(details);
}

function refused(answer: Answer): { readonly ok: false; readonly answer: Answer } {
  return { ok: false, answer };
}
