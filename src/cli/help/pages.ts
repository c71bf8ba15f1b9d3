/** The page of the source's `docs/` that tells the whole story, by noun or by verb; the verb's goes before. */
const GUIDES: Readonly<Record<string, string>> = {
  channel: 'docs/tokens.md',
  key: 'docs/tokens.md',
  token: 'docs/tokens.md',
  'token check': 'docs/ci.md',
  message: 'docs/messages.md',
  'message rules': 'docs/message-rules.md',
  broadcast: 'docs/broadcasts.md',
  'broadcast insight': 'docs/ab-test.md',
  worker: 'docs/scheduling.md',
  audience: 'docs/audiences.md',
  user: 'docs/audiences.md',
  quota: 'docs/requests.md',
  webhook: 'docs/webhooks.md',
  'webhook check': 'docs/webhook-check.md',
  login: 'docs/login.md',
  log: 'docs/requests.md',
  api: 'docs/requests.md',
  doctor: 'docs/before-you-release.md',
  emulator: 'docs/emulator.md',
  demo: 'docs/emulator.md',
  completion: 'docs/completion.md',
  schema: 'docs/json.md',
  explain: 'docs/troubleshooting.md',
};

export function guideOf(path: string): string | null {
  return GUIDES[path] ?? GUIDES[path.split(' ')[0] ?? ''] ?? null;
}
