import { DEFAULT_NOT_AFTER_MS } from '../../../domain/broadcast/schedule/due.js';
import type { QuietHours } from '../../../domain/broadcast/schedule/quiet-hours.js';
import { DEFAULT_KEEP_TRYING_MS } from '../../../domain/broadcast/sending/patience.js';
import type { BroadcastSettings, ErrorBudget, Gate, SendWay } from '../../../domain/broadcast/settings.js';
import { parseBroadcastId } from '../../../domain/line/ids.js';
import type { NotifyTarget } from '../../../domain/notifying/target.js';
import { isJsonObject, jsonObjectIn } from '../../../domain/text/json-object.js';
import { damaged } from '../sql/damage.js';
import { checksumOf } from './checksum.js';

/** What was agreed when the broadcast was created, as one JSON text behind its checksum; only its patience ever changes. */
export function writeSettings(settings: BroadcastSettings): string {
  const text = JSON.stringify(settings);
  return `${checksumOfText(text)} ${text}`;
}

function checksumOfText(text: string): string {
  return Buffer.from(checksumOf(Buffer.from(text))).toString('hex');
}

/** Broadcasts of earlier versions have no checksum. */
function withoutChecksum(stored: string): string {
  if (stored.startsWith('{')) return stored;
  const [checksum = ''] = stored.split(' ', 1);
  const text = stored.slice(checksum.length + 1);
  if (checksum === checksumOfText(text)) return text;
  throw damaged('settings');
}

/** @throws {LineOpsError} `failure` STATE_DAMAGED for anything that `writeSettings` did not write. */
export function readSettings(stored: string): BroadcastSettings {
  const fields = objectOf(withoutChecksum(stored));
  const value = <Type>(name: string, isRight: (field: unknown) => field is Type): Type => {
    const field = fields[name];
    if (isRight(field)) return field;
    throw damaged(`settings.${name}`);
  };
  return {
    id: parseBroadcastId(value('id', isText)),
    name: value('name', orNull(isText)),
    channelId: value('channelId', orNull(isText)),
    botUserId: value('botUserId', orNull(isText)),
    via: value('via', isWay),
    bodyTail: value('bodyTail', isText),
    batchSize: value('batchSize', isNumber),
    intervalMs: value('intervalMs', isNumber),
    requestsPerSecond: value('requestsPerSecond', orNull(isNumber)),
    recipientsPerMinute: value('recipientsPerMinute', orNull(isNumber)),
    allowPartialQuota: value('allowPartialQuota', isFlag),
    startAt: value('startAt', orNull(isNumber)),
    avoidPeak: value('avoidPeak', isFlag),
    gate: value('gate', orNull(isGate)),
    maxRefused: value('maxRefused', orNull(isBudget)),
    // These are not in broadcasts of earlier versions.
    notAfterMs: isNumber(fields['notAfterMs']) ? fields['notAfterMs'] : DEFAULT_NOT_AFTER_MS,
    quietHours: fields['quietHours'] === undefined ? null : value('quietHours', orNull(isQuietHours)),
    again: fields['again'] === true,
    keepTryingMs: isNumber(fields['keepTryingMs']) ? fields['keepTryingMs'] : DEFAULT_KEEP_TRYING_MS,
    toWord: isText(fields['toWord']) ? fields['toWord'] : null,
    notify: isNotifyTarget(fields['notify']) ? fields['notify'] : null,
    agreedPerSecond: isNumber(fields['agreedPerSecond']) ? fields['agreedPerSecond'] : null,
    isKeyGiven: fields['isKeyGiven'] === true,
    planHash: value('planHash', isText),
    createdAt: value('createdAt', isNumber),
  };
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  const settings = jsonObjectIn(text);
  if (settings === null) throw damaged('settings');
  return settings;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isWay = (value: unknown): value is SendWay =>
  value === 'push' || value === 'multicast' || value === 'narrowcast' || value === 'broadcast';

const isGate = (value: unknown): value is Gate =>
  isJsonObject(value) &&
  (value['type'] === 'confirm' ||
    value['type'] === 'webhook' ||
    (value['type'] === 'command' && isText(value['command'])));

const isNotifyTarget = (value: unknown): value is NotifyTarget =>
  isJsonObject(value) &&
  ((value['type'] === 'command' && isText(value['command'])) || (value['type'] === 'url' && isText(value['url'])));

const isQuietHours = (value: unknown): value is QuietHours =>
  isJsonObject(value) && isNumber(value['from']) && isNumber(value['to']) && isText(value['timeZone']);

const isBudget = (value: unknown): value is ErrorBudget =>
  isJsonObject(value) &&
  ((value['type'] === 'share' && isNumber(value['share'])) || (value['type'] === 'count' && isNumber(value['count'])));

function orNull<Type>(isRight: (value: unknown) => value is Type): (value: unknown) => value is Type | null {
  return (value): value is Type | null => value === null || isRight(value);
}
