import { durationWord } from '../../../domain/text/duration.js';
import { shellWord } from '../../../domain/text/shell-word.js';
import { shortTargetText } from '../../../domain/tokens/delivery-target.js';
import { DEFAULT_COMMAND_TIMEOUT_MS } from '../../../domain/tokens/rotation.js';
import { V21_MAX_LIFETIME_SECONDS } from '../../../domain/tokens/token.js';
import type { Channel } from '../../../usecases/channels/channel.js';
import type { PreparedRotation } from '../../../usecases/tokens/rotation/start-rotation.js';

/** The same rotation as a command for scripts, for people: one option a line, none of them broken on a narrow screen. */
export function scriptLines({ old, plan }: PreparedRotation, { name }: Channel): readonly string[] {
  const { type, lifetimeSeconds, label, targets, verifyCommand, graceMs, commandTimeoutMs, keepOld } = plan;
  const options: readonly (readonly [flag: string, value?: string])[] = [
    ...(name === null ? [] : [['--channel', name] as const]),
    ...(label === null ? [] : [['--label', label] as const]),
    ['--type', type],
    ...(type === 'v2.1' && lifetimeSeconds !== V21_MAX_LIFETIME_SECONDS
      ? [['--expires-in', durationWord(lifetimeSeconds * 1000)] as const]
      : []),
    ...targets.map((target) => ['--to', shortTargetText(target)] as const),
    ...(verifyCommand === null ? [] : [['--verify-cmd', verifyCommand] as const]),
    ...(commandTimeoutMs === DEFAULT_COMMAND_TIMEOUT_MS
      ? []
      : [['--command-timeout', durationWord(commandTimeoutMs)] as const]),
    ...(keepOld ? [['--keep-old'] as const] : graceMs === 0 ? [] : [['--grace', durationWord(graceMs)] as const]),
    ['--yes'],
  ];
  // A label goes on with each rotation; an ID is another one after it.
  const named = label === null && old !== null ? ` ${old.id}` : '';
  return [
    'The same for scripts:',
    `  line-ops token rotate${named} \\`,
    ...options.map(([flag, value], index) => {
      const word = value === undefined ? flag : `${flag} ${shellWord(value)}`;
      return `    ${word}${index === options.length - 1 ? '' : ' \\'}`;
    }),
  ];
}
