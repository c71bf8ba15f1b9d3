import type { Configuration } from '../../ports/store.js';
import type { Channel } from '../../usecases/channels/channel.js';
import type { Answered } from '../../usecases/status/in-time.js';
import { type Fact, factTable } from '../output/facts.js';
import type { View } from '../output/view.js';
import { chooseStep, FIRST_STEP, nextLine, SERVER_STEP } from './next-step.js';
import { type ServerInStatus, stateFacts, stateJson } from './state-facts.js';
import { knownOf, problemsIn } from './status-problems.js';

export const STATUS_SCHEMA = 'line-ops/status@1';

/** What matters on a first run. */
const FIRST_COMMANDS = [
  ['line-ops init', 'add a channel, step by step'],
  ['line-ops demo', 'watch the main job against an emulator; no account needed'],
  ['line-ops help', 'what else there is'],
] as const;

interface WithoutChannel {
  readonly configuration: Answered<Configuration>;
  /** Null where none is configured, or several are and none is chosen. */
  readonly channel: Answered<Channel | null>;
  readonly server: ServerInStatus | null;
  readonly now: number;
}

/** What can be told where there is no channel to tell of, or nobody knows it now. */
export async function withoutChannel({ configuration, channel, server, now }: WithoutChannel): Promise<View> {
  const look = server?.look ?? null;
  const problems = await problemsIn(
    { state: { channel, channels: configuration, state: look }, line: {} },
    server?.name ?? null,
  );
  const channels = knownOf(configuration)?.channels ?? null;
  const names = channels?.map(({ name }) => name) ?? null;
  const [first] = names ?? [];
  const isKnown = channel.type === 'read' && names !== null;
  const next = !isKnown ? SERVER_STEP : first === undefined ? FIRST_STEP : chooseStep(first);
  const unknown = problems
    .filter(({ part }) => part !== 'channels')
    .map(({ part, message }): Fact => ({ label: part, words: message, tone: 'warn' }));
  const known = look?.type === 'read' ? stateFacts(server?.name ?? '', look.value, now) : [];
  const facts = [...unknown, ...known];
  return {
    schema: STATUS_SCHEMA,
    json: {
      channel: null,
      channels: names,
      line: { bot: 'not-asked', quota: 'not-asked', tokens: 'not-asked', webhook: 'not-asked' },
      tokens: null,
      rotations: null,
      broadcasts: null,
      elsewhere: null,
      quota: null,
      webhook: null,
      kept: null,
      state: stateJson(server),
      problems,
      next,
    },
    text(paint) {
      const table = facts.length === 0 ? [] : [factTable(facts, paint), ''];
      if (!isKnown) return [...table, nextLine(next)].join('\n');
      if (first !== undefined)
        return [...table, `Channels: ${names.join(', ')}. None is chosen.`, '', nextLine(next)].join('\n');
      const commands = FIRST_COMMANDS.map(([command, does]) => [paint.bold(command), does]);
      return [...table, 'No channel is configured yet.', '', paint.table([], commands)].join('\n');
    },
  };
}
