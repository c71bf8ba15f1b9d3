import type { JsonObject } from '../engine/shapes.js';

/** A sample as its file writes it down. */
export interface SampleRecord {
  readonly name: string;
  readonly summary: string;
  /** Of the section of LINE's reference. */
  readonly anchor: string;
  readonly message: JsonObject;
}
