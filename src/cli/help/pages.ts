/** The page of `docs/` that tells the whole story, by noun or by verb; the verb's goes before. */
const GUIDES: Readonly<Record<string, string>> = {
  'broadcast create': 'docs/scheduling.md',
  'broadcast insight': 'docs/ab-test.md',
  worker: 'docs/scheduling.md',
  audience: 'docs/audiences.md',
  'message validate': 'docs/message-rules.md',
  'message rules': 'docs/message-rules.md',
  'webhook check': 'docs/webhook-check.md',
  doctor: 'docs/before-you-release.md',
};

export function guideOf(path: string): string | null {
  return GUIDES[path] ?? GUIDES[path.split(' ')[0] ?? ''] ?? null;
}
