import { isUserId } from '../../domain/line/ids.js';
import { isTextOrNull } from '../control/control-body.js';
import { isJsonObject } from '../http/line-request.js';
import { streamOf, unitAt } from '../seeded-hash.js';

/**
 * How a person shows itself; null for what it has not set, or has not consented to.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#get-profile
 */
export interface Profile {
  readonly displayName: string;
  readonly pictureUrl: string | null;
  readonly statusMessage: string | null;
  readonly language: string | null;
}

/** Shares of people, as far as it matters to a bot: each must meet those who have none. */
const WITH_PICTURE = 0.8;
const WITH_STATUS = 0.4;
const WITH_LANGUAGE = 0.95;
const NAMES = ['Aoi', 'Ben', 'Chen', 'Dao', 'Emi', 'Fah', 'Goro', 'Hana', 'Ken', 'Ling', 'Mei', 'Nok', 'Sora', 'Yuki'];
const LANGUAGES = ['ja', 'en', 'th', 'zh-TW', 'id'];
const STATUSES = ['Hello, LINE!', '(^_^)', 'On holiday', 'Coffee first'];

/** The profile of whoever has set none: it follows from the seed and the user ID. */
export function seededProfile(userId: string, seed: number): Profile {
  const position = Number.parseInt(userId.slice(1, 9), 16);
  const unit = (what: string) => unitAt(seed, streamOf(`profile ${what}`), position);
  const pick = (what: string, from: readonly string[]) => from[Math.floor(unit(what) * from.length)] ?? '';
  return {
    displayName: `${pick('name', NAMES)} ${userId.slice(1, 5)}`,
    pictureUrl: unit('picture?') < WITH_PICTURE ? `https://example.com/profiles/${userId}` : null,
    statusMessage: unit('status?') < WITH_STATUS ? pick('status', STATUSES) : null,
    language: unit('language?') < WITH_LANGUAGE ? pick('language', LANGUAGES) : null,
  };
}

/** A person's profile as an order gives it, `{"userId":"U…","displayName":"…"}`: what is left out is not set. Null for anything else. */
export function readProfile(value: unknown): { readonly userId: string; readonly profile: Profile } | null {
  if (!isJsonObject(value)) return null;
  const { userId, displayName, pictureUrl = null, statusMessage = null, language = null } = value;
  if (typeof userId !== 'string' || !isUserId(userId) || typeof displayName !== 'string') return null;
  if (!isTextOrNull(pictureUrl) || !isTextOrNull(statusMessage) || !isTextOrNull(language)) return null;
  return { userId, profile: { displayName, pictureUrl, statusMessage, language } };
}
