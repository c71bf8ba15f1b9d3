import { OPENAPI_FACTS } from '../openapi/documents.js';
import { type DescribedOperation, OPERATIONS } from '../openapi/operations.js';
import type { Schema } from '../openapi/schemas.js';
import { FORM_DATA } from '../traffic/form-data.js';

/** Where the argument of an SDK method stands in a request. */
export type Argument =
  | { readonly in: 'body' }
  | { readonly in: 'bytes' }
  | { readonly in: 'file' }
  | {
      readonly in: 'header' | 'query' | 'form' | 'formData' | 'path';
      readonly name: string;
      readonly isLiteral: boolean;
      /** Several values, with commas between them in the request; the SDK must be given a set. */
      readonly isSet: boolean;
    };

/** The method of the official SDK that stands for an operation: its types say what goes in and what comes out. */
export interface SdkOperation {
  readonly client: string;
  readonly method: string;
  readonly arguments: readonly Argument[];
  /** For an answer without anything in it, which the SDK has no type of its own for. */
  readonly answers: 'json' | 'nothing' | 'bytes';
}

const CLIENTS: Readonly<Record<string, string>> = {
  'messaging-api': 'messagingApi.MessagingApi',
  'channel-access-token': 'channelAccessToken.ChannelAccessToken',
  insight: 'insight.Insight',
  'manage-audience': 'manageAudience.ManageAudience',
  module: 'moduleOperation.LineModule',
  shop: 'shop.Shop',
};

/** LINE generates the SDK from its files: so are they read here. The arguments that must be given come first. */
export const SDK_OPERATIONS: ReadonlyMap<string, SdkOperation> = new Map(
  OPERATIONS.map((operation) => [operation.name, sdkOperationOf(operation)]),
);

function sdkOperationOf(operation: DescribedOperation): SdkOperation {
  const { facts, document } = operation;
  const isOfFiles = facts.host === 'api-data.line.me';
  const given = [
    ...facts.parameters.map(({ name, in: place, required, schema }) => ({
      isRequired: required,
      argument: named(place === 'path' || place === 'query' ? place : 'header', name, schema),
    })),
    ...bodyArguments(operation),
  ];
  return {
    client: `${CLIENTS[document]}${isOfFiles ? 'Blob' : ''}Client`,
    method: facts.operationId,
    arguments: [...given.filter(({ isRequired }) => isRequired), ...given.filter(({ isRequired }) => !isRequired)].map(
      ({ argument }) => argument,
    ),
    answers: answerOf(operation),
  };
}

interface Given {
  readonly isRequired: boolean;
  readonly argument: Argument;
}

function bodyArguments({ facts: { body }, document }: DescribedOperation): readonly Given[] {
  if (body === null) return [];
  const [[type = '', schema = {}] = []] = Object.entries(body.contents);
  if (type === '*/*') return [{ isRequired: body.required, argument: { in: 'bytes' } }];
  const isForm = type === 'application/x-www-form-urlencoded';
  if (!isForm && type !== FORM_DATA) return [{ isRequired: body.required, argument: { in: 'body' } }];
  const { properties, required } = wholeOf(schema, document);
  return Object.entries(properties).map(([name, property]) => ({
    isRequired: required.includes(name),
    argument:
      property.format === 'binary' ? { in: 'file' as const } : named(isForm ? 'form' : 'formData', name, property),
  }));
}

/** A form that can be filled in in several ways, as one. */
function wholeOf(
  schema: Schema,
  document: string,
): { properties: Record<string, Schema>; required: readonly string[] } {
  const forms = (schema.oneOf ?? [schema]).map(
    ({ $ref, ...own }): Schema => ($ref === undefined ? own : at($ref, document)),
  );
  return {
    properties: Object.assign({}, ...forms.map(({ properties }) => properties)),
    required: forms.length === 1 ? (forms[0]?.required ?? []) : [],
  };
}

function answerOf({ facts: { answers }, document }: DescribedOperation): SdkOperation['answers'] {
  const [, contents = {}] = Object.entries(answers).find(([status]) => status.startsWith('2')) ?? [];
  const [[type, schema = {}] = []] = Object.entries(contents);
  if (type === '*/*') return 'bytes';
  if (type === undefined) return 'nothing';
  const { $ref, ...own } = schema;
  const answer: Schema = $ref === undefined ? own : at($ref, document);
  return Object.keys(answer).every((key) => key === 'type') ? 'nothing' : 'json';
}

function at(ref: string, document: string): Schema {
  return OPENAPI_FACTS.documents[document]?.schemas[ref.replace(/.*\//, '')] ?? {};
}

function named(place: 'header' | 'query' | 'form' | 'formData' | 'path', name: string, { type }: Schema): Argument {
  const isLiteral = type === 'integer' || type === 'boolean' || type === 'number';
  return {
    in: place,
    name: place === 'header' ? name.toLowerCase() : name,
    isLiteral,
    isSet: place === 'query' && type === 'array',
  };
}
