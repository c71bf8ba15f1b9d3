import type { JsonObject } from '../engine/shapes.js';
import { reference } from '../line-pages.js';
import { FLEX_SAMPLES } from './flex.js';
import { MEDIA_SAMPLES } from './media.js';
import { TEMPLATE_SAMPLES } from './templates.js';
import { TEXT_SAMPLES } from './texts.js';

/** A message to start from: LINE takes it as it is, and it shows the properties that are used most. */
export interface Sample {
  /** As it is typed, in LINE's word where it has one. */
  readonly name: string;
  /** What people get to see, without a capital and a full stop. */
  readonly summary: string;
  /** LINE's page of it. */
  readonly docs: string;
  readonly message: JsonObject;
}

/** Every sample, in the order of LINE's reference. */
export const SAMPLES: readonly Sample[] = [...TEXT_SAMPLES, ...MEDIA_SAMPLES, ...TEMPLATE_SAMPLES, ...FLEX_SAMPLES].map(
  ({ anchor, ...sample }) => ({ ...sample, docs: reference(anchor) }),
);

/** Names that LINE gives to what a sample holds, beside the sample's own. */
const ALSO: Readonly<Record<string, string>> = {
  template: 'buttons',
  bubble: 'flex',
  flexbubble: 'flex',
};

/** Every name that is understood: `image_carousel` is also `image-carousel` and `template/image_carousel`. */
const BY_NAME: ReadonlyMap<string, Sample> = new Map(
  SAMPLES.flatMap((sample) => {
    const plain = plainName(sample.name);
    const others = Object.keys(ALSO).filter((word) => ALSO[word] === sample.name);
    const template = sample.message['type'] === 'template' ? [`template${plain}`] : [];
    return [plain, ...template, ...others].map((name) => [name, sample] as const);
  }),
);

/** The sample of a name, however its words are joined; null where there is none. */
export function sampleOf(name: string): Sample | null {
  return BY_NAME.get(plainName(name)) ?? null;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
