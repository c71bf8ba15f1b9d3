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
