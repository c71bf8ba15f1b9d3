import type { LockInUse } from '../../ports/store.js';

const FIXED: Readonly<Record<string, string>> = {
  configuration: 'changes the configuration',
  secrets: 'stores a secret',
  friends: 'counts friends',
  pushes: 'pushes a message',
  'state-move': 'moves the state',
};

/** What somebody does who holds a lock of this name. */
export function heldWords(name: string): string {
  const [, kind = '', rest = ''] = /^([a-z]+)-(.+)$/.exec(name) ?? [];
  if (name.endsWith('-at-work')) return `sends ${rest.replace(/-at-work$/, '')}`;
  if (kind === 'broadcast') return `works on ${rest}`;
  if (kind === 'tokens') return `works on tokens of channel ${rest}`;
  if (kind === 'rotation') return `rotates a token of channel ${rest}`;
  if (kind === 'followers') return `reads the followers of ${rest}`;
  if (kind === 'begin') return 'begins a broadcast';
  return FIXED[name] ?? `holds ${name}`;
}

/** Who works on what. A run holds its lock and shows a sign beside it: one of both is enough. */
export function withoutSigns<Held extends Pick<LockInUse, 'name'>>(held: readonly Held[]): readonly Held[] {
  const names = new Set(held.map(({ name }) => name));
  return held.filter(({ name }) => !names.has(`${name}-at-work`));
}
