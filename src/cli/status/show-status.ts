import { LineOpsError } from '../../domain/failure/failure.js';
import type { Deps } from '../../ports/deps.js';
import { part } from '../../usecases/channel-setup/show-channel.js';
import type { Channel } from '../../usecases/channels/channel.js';
import { type Answered, readingWithin } from '../../usecases/status/in-time.js';
import { lookAtServer, sharedState } from '../../usecases/status/look-at-server.js';
import { lookAtKept, lookHere } from '../../usecases/status/look-here.js';
import { factTable } from '../output/facts.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { placeName } from '../state/state-json.js';
import { type NextStep, nextLine, nextStep } from './next-step.js';
import { STATUS_SCHEMA, withoutChannel } from './no-channel.js';
import { knownOf } from './status-problems.js';
import { endingSoon, factsOf, inventoryOf, problemsOf, type Status, statusJson } from './status-view.js';

/** A status is there within 2 s, start-up and all: until then, in milliseconds since the program began, others may answer. */
const ANSWERED_BY_MS = 1_800;
/** However slow the start was. */
const LEAST_MS = 700;

/** Shows how the channel stands; with `asksLine` as LINE has it too. Fails for nothing that is merely unknown. */
export async function showStatus(session: Session, { asksLine }: { readonly asksLine: boolean }): Promise<void> {
  const { deps } = session;
  const whole = await sharedState(deps);
  const stop = new AbortController();
  // What lies in a folder is waited for: nobody else can be asked.
  const reading = whole === null ? part : readingWithin(leftMs(deps), deps.stopwatch, stop.signal);
  const finding = reading(() => chosenChannel(session));
  const asking = asksLine ? askAbout(finding, session) : Promise.resolve(null);
  const looking = whole === null || !asksLine ? Promise.resolve(null) : lookAtServer(whole, reading);
  // Told where they are awaited; until then nobody may be listening.
  for (const each of [asking, looking]) each.catch(() => {});
  const [configuration, found] = await Promise.all([reading(async () => (await deps.configuration()).read()), finding]);
  for (const each of [configuration, found]) requireNoFault(each);
  const serverSeen = async () => (whole === null ? null : { name: placeName(whole.place), look: await looking });
  const channel = knownOf(found);
  if (channel === null) {
    const server = await serverSeen();
    stop.abort();
    return show(session, await withoutChannel({ configuration, channel: found, server, now: deps.clock.now() }));
  }
  const here = await lookHere(channel, deps, reading);
  const settings = knownOf(configuration)?.channels.find(({ name }) => name === channel.name) ?? null;
  const status: Status = {
    settings,
    configuration,
    here,
    kept: asksLine ? await lookAtKept(deps, reading) : null,
    line: await asking,
    server: await serverSeen(),
    now: deps.clock.now(),
  };
  stop.abort();
  const problems = await problemsOf(status);
  const step = nextOf(status, session);
  await show(session, {
    schema: STATUS_SCHEMA,
    json: { ...statusJson(status, problems), next: step },
    text: (paint) => [factTable(factsOf(status, problems, paint), paint), '', nextLine(step)].join('\n'),
  });
}

/** That the state server is away is told among what is not known; everything else is for the operator to mend first. */
function requireNoFault(found: Answered<unknown>): void {
  if (found.type === 'failed' && found.problem.code !== 'STATE_SERVER_AWAY') throw found.problem;
}

function leftMs({ stopwatch }: Pick<Deps, 'stopwatch'>): number {
  return Math.max(LEAST_MS, ANSWERED_BY_MS - stopwatch.now());
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

/** LINE is asked as soon as it is known about which channel. */
async function askAbout(finding: Promise<Answered<Channel | null>>, session: Session): Promise<Status['line']> {
  if (knownOf(await finding) === null) return null;
  const { askLine } = await import('../../usecases/status/ask-line.js');
  return askLine(await session.atLine(), leftMs(session.deps));
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
