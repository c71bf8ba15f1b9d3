import type { DeliveryTarget } from '../../../domain/tokens/delivery-target.js';
import type { RotatableType } from '../../../domain/tokens/rotation.js';

/** What `token rotate` was given on the line. */
export interface RotateOptions {
  readonly label?: string;
  readonly type?: RotatableType;
  readonly expiresIn?: number;
  readonly to?: readonly DeliveryTarget[];
  readonly verifyCmd?: string;
  readonly grace?: number;
  readonly commandTimeout?: number;
  readonly ifExpiresWithin?: number;
  readonly keepOld?: boolean;
  readonly resume?: boolean;
  readonly rollback?: boolean;
}
