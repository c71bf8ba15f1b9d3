import {
  channelAccessToken,
  HTTPFetchError,
  insight,
  manageAudience,
  messagingApi,
  moduleOperation,
  shop,
} from '@line/bot-sdk';
import type { DescribedOperation } from '../openapi/operations.js';
import { type Argument, SDK_OPERATIONS } from '../sdk/sdk-operations.js';
import type { Parts } from './area.js';

interface Config {
  readonly baseURL: string;
  readonly channelAccessToken: string;
}

const CLIENTS: Readonly<Record<string, (config: Config) => object>> = {
  'messagingApi.MessagingApiClient': (config) => new messagingApi.MessagingApiClient(config),
  'messagingApi.MessagingApiBlobClient': (config) => new messagingApi.MessagingApiBlobClient(config),
  'channelAccessToken.ChannelAccessTokenClient': ({ baseURL }) =>
    new channelAccessToken.ChannelAccessTokenClient({ baseURL }),
  'insight.InsightClient': (config) => new insight.InsightClient(config),
  'manageAudience.ManageAudienceClient': (config) => new manageAudience.ManageAudienceClient(config),
  'manageAudience.ManageAudienceBlobClient': (config) => new manageAudience.ManageAudienceBlobClient(config),
  'moduleOperation.LineModuleClient': (config) => new moduleOperation.LineModuleClient(config),
  'shop.ShopClient': (config) => new shop.ShopClient(config),
};

/** Whether the SDK that is installed has a method for the operation. */
export function isInSdk(name: string): boolean {
  return methodFor(name, { baseURL: 'http://127.0.0.1', channelAccessToken: 'x' }) !== null;
}

/** Asks as a bot author does, by the method of the SDK; what is refused is no error here. @throws where the SDK has no such method. */
export async function askBySdk(name: string, parts: Parts, config: Config): Promise<void> {
  const call = methodFor(name, config);
  if (call === null) throw new Error(`the SDK has no method for ${name}`);
  const given = SDK_OPERATIONS.get(name)?.arguments.map((argument) => argumentIn(argument, parts)) ?? [];
  try {
    await call(given);
  } catch (error) {
    if (!(error instanceof HTTPFetchError)) throw error;
  }
}

function methodFor(name: string, config: Config): ((given: readonly unknown[]) => Promise<unknown>) | null {
  const { client: clientName, method } = SDK_OPERATIONS.get(name) ?? { client: '', method: '' };
  const client = CLIENTS[clientName]?.(config);
  const call: unknown = client === undefined ? undefined : Reflect.get(client, method);
  return typeof call === 'function' ? async (given) => Reflect.apply(call, client, [...given]) : null;
}

function argumentIn(argument: Argument, { path, query, form, formData, json, bytes, headers }: Parts): unknown {
  if (argument.in === 'file') return new Blob([String(formData?.['file'])], { type: 'text/plain' });
  if (argument.in === 'body') return json;
  if (argument.in === 'bytes') return new Blob([new Uint8Array(bytes?.content ?? [])], { type: bytes?.type ?? '' });
  const value = { path, query, form, formData, header: headers }[argument.in]?.[argument.name];
  return argument.isSet ? new Set(Array.isArray(value) ? value : []) : value;
}

/** Asks by hand, as no client would. `token` null leaves the header out. */
export async function askByHand(
  operation: DescribedOperation,
  { path = {}, query, form, formData, json, bytes, headers }: Parts,
  { url, token }: { readonly url: string; readonly token: string | null },
): Promise<{ readonly status: number; readonly body: unknown }> {
  const place = operation.path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(path[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) search.set(name, String(value));
  const response = await fetch(`${url}${place}${search.size === 0 ? '' : `?${search}`}`, {
    method: operation.method,
    headers: {
      ...(operation.facts.takesToken && token !== null ? { authorization: `Bearer ${token}` } : {}),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(bytes === undefined ? {} : { 'content-type': bytes.type }),
      ...headers,
    },
    body:
      form !== undefined
        ? new URLSearchParams(form)
        : formData !== undefined
          ? formDataOf(formData)
          : bytes !== undefined
            ? Buffer.from(bytes.content)
            : typeof json === 'string'
              ? json
              : (JSON.stringify(json) ?? null),
  });
  return { status: response.status, body: readBody(await response.text()) };
}

function formDataOf(fields: Readonly<Record<string, string | number | boolean>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'file') data.append(name, new Blob([String(value)], { type: 'text/plain' }), 'file.txt');
    else data.append(name, String(value));
  }
  return data;
}

function readBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
