import { isJsonObject, type LineRequest } from '../http/line-request.js';
import type { EmulatorState } from '../state/state.js';

/**
 * Notes the coupons of accepted messages that nobody who taps them can get: those that the account does not have, has only
 * drafted, or that are closed. LINE's pages do not say that it refuses such a message.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#coupon-message
 */
export function noteCoupons(
  { coupons, violations }: EmulatorState,
  { id: requestId, at }: LineRequest,
  { endpoint, messages }: { readonly endpoint: string; readonly messages: unknown },
): void {
  if (!Array.isArray(messages)) return;
  for (const message of messages) {
    if (!isJsonObject(message) || message['type'] !== 'coupon') continue;
    const couponId = String(message['couponId']);
    if (coupons.statusOf(couponId, at) === 'RUNNING') continue;
    violations.add({
      kind: 'coupon-that-nobody-can-get',
      endpoint,
      couponId,
      requestId,
      at: new Date(at).toISOString(),
    });
  }
}
