import { isUserId, type UserId } from '../../domain/line/ids.js';
import { isJsonObject, type JsonObject, type LineRequest } from '../http/line-request.js';

/** The body whatever its content type: a person with `curl -d` should not have to name one. */
export function readControlBody(request: LineRequest): JsonObject | null {
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'));
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** A text, or null to take it back. */
export function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

/** A list of well-formed user IDs. */
export function areUserIds(value: unknown): value is readonly UserId[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string' && isUserId(entry));
}
