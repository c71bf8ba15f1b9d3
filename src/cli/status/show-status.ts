import { LineOpsError } from '../../domain/failure/failure.js';
import type { Configuration } from '../../ports/store.js';
import type { Channel } from '../../usecases/channels/channel.js';
import { lookAtKept, lookHere } from '../../usecases/status/look-here.js';
import { factTable } from '../output/facts.js';
import { show, type View } from '../output/view.js';
import type { Session } from '../session.js';
import { chooseStep, FIRST_STEP, type NextStep, nextStep } from './next-step.js';
import { endingSoon, factsOf, inventoryOf, knownOf, problemsOf, type Status, statusJson } from './status-view.js';

export const STATUS_SCHEMA = 'line-ops/status@1';

/** A status is there within 2 s, start-up and all: until then, in milliseconds since the program began, LINE may answer. */
const ANSWERED_BY_MS = 1_800;
/** However slow the start was. */
const LEAST_MS = 700;

/** Shows how the channel stands; with `asksLine` as LINE has it too. Fails for nothing that is merely unknown. */
export async function showStatus(session: Session, { asksLine }: { readonly asksLine: boolean }): Promise<void> {
  const { deps } = session;
  const configuration = await (await deps.configuration()).read();
  const channel = await chosenChannel(session);
  if (channel === null) return show(session, withoutChannel(configuration));
  const line = asksLine ? askInTime(session) : Promise.resolve(null);
  // Told where it is awaited; until then nobody may be listening.
  line.catch(() => {});
  const here = await lookHere(channel, deps);
  const settings = configuration.channels.find(({ name }) => name === channel.name) ?? null;
  const status: Status = {
    settings,
    configured: configuration.channels,
    isCurrent: settings !== null && settings.name === configuration.current,
    here,
    kept: asksLine ? await lookAtKept(deps) : null,
    line: await line,
    now: deps.clock.now(),
  };
  const problems = await problemsOf(status);
  const step = nextOf(status, session);
  await show(session, {
    schema: STATUS_SCHEMA,
    json: { ...statusJson(status, problems), next: step },
    text: (paint) => [factTable(factsOf(status, problems, paint), paint), '', nextLine(step)].join('\n'),
  });
}

/** The channel to look at; null where there is none, or several and none is chosen. */
async function chosenChannel(session: Session): Promise<Channel | null> {
  try {
    return await session.channel();
  } catch (error) {
    if (error instanceof LineOpsError && (error.code === 'NO_CHANNEL' || error.code === 'CHANNEL_NOT_CHOSEN'))
      return null;
    throw error;
  }
}

async function askInTime(session: Session): Promise<Status['line']> {
  const { askLine } = await import('../../usecases/status/ask-line.js');
  const atLine = await session.atLine();
  return askLine(atLine, Math.max(LEAST_MS, ANSWERED_BY_MS - session.deps.stopwatch.now()));
}

function nextOf(status: Status, { globals }: Session): NextStep {
  const { here, now } = status;
  const inventory = inventoryOf(status);
  return nextStep({
    channel: here.channel,
    named: globals.channel,
    hasRotation: (knownOf(here.rotations) ?? []).some(({ elsewhere }) => elsewhere === null),
    broadcasts: knownOf(here.broadcasts)?.own ?? [],
    endingSoon: inventory === null ? [] : endingSoon(inventory, now),
    hasSigningKey: here.channel.signingKeyId !== null,
  });
}

function nextLine({ why, command }: NextStep): string {
  return `Next, ${why}: ${command}`;
}

/** What matters on a first run. */
const FIRST_COMMANDS = [
  ['line-ops init', 'add a channel, step by step'],
  ['line-ops demo', 'watch the main job against an emulator; no account needed'],
  ['line-ops help', 'what else there is'],
] as const;

function withoutChannel({ channels }: Configuration): View {
  const [first] = channels;
  const next = first === undefined ? FIRST_STEP : chooseStep(first.name);
  return {
    schema: STATUS_SCHEMA,
    json: {
      channel: null,
      channels: channels.map(({ name }) => name),
      line: { bot: 'not-asked', quota: 'not-asked', tokens: 'not-asked', webhook: 'not-asked' },
      tokens: null,
      rotations: null,
      broadcasts: null,
      elsewhere: null,
      quota: null,
      webhook: null,
      kept: null,
      problems: [],
      next,
    },
    text: (paint) =>
      first === undefined
        ? [
            'No channel is configured yet.',
            '',
            paint.table(
              [],
              FIRST_COMMANDS.map(([command, does]) => [paint.bold(command), does]),
            ),
          ].join('\n')
        : [`Channels: ${channels.map(({ name }) => name).join(', ')}. None is chosen.`, '', nextLine(next)].join('\n'),
  };
}
