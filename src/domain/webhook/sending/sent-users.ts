import { SAMPLE_MARK } from '../events/sample-ids.js';

/** User IDs in a body that are no samples: they may be of people. */
export function realUserIds(body: string): readonly string[] {
  const found = body.match(/\bU[0-9a-f]{32}\b/g) ?? [];
  return [...new Set(found)].filter((id) => !id.startsWith(`U${SAMPLE_MARK}`));
}
