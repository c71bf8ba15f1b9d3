import type { Standing } from '../../domain/broadcast/schedule/standing.js';
import type { TokenRecord } from '../../domain/tokens/token.js';
import type { Channel } from '../../usecases/channels/channel.js';
import type { OpenBroadcast } from '../../usecases/status/look-here.js';
import { commandLine, type NextCommand } from '../output/next.js';

/** A command line that can be pasted, and what for. */
export interface NextStep {
  readonly command: string;
  readonly why: string;
}

/** What decides what is to be done next. */
export interface Standings {
  readonly channel: Channel;
  /** The channel as it was named on the command line, or null where it is found by itself. */
  readonly named: string | null;
  readonly hasRotation: boolean;
  /** The most urgent first. */
  readonly broadcasts: readonly OpenBroadcast[];
  readonly endingSoon: readonly TokenRecord[];
  readonly hasSigningKey: boolean;
}

export const FIRST_STEP: NextStep = stepOf({ why: 'to add a channel', words: ['init'] }, null);

/** Nobody knows which channels there are. */
export const SERVER_STEP: NextStep = stepOf(
  { why: 'to see whether the state server is there', words: ['state', 'show'] },
  null,
);

/** One of several channels has to be chosen. */
export function chooseStep(name: string): NextStep {
  return stepOf({ why: 'to choose one', words: ['channel', 'use', name] }, null);
}

/** What is urgent goes before what is due, and that before what is missing. */
export function nextStep(standings: Standings): NextStep {
  return stepOf(chosen(standings), standings.named);
}

function chosen(standings: Standings): NextCommand {
  const { channel, hasRotation, broadcasts, endingSoon, hasSigningKey } = standings;
  const [first] = broadcasts;
  if (first !== undefined && URGENT.has(first.standing)) return ofBroadcast(first);
  if (hasRotation) return { why: 'to end the rotation', words: ['token', 'rotate', '--resume'], isOfChannel: true };
  const [ending] = endingSoon;
  if (ending !== undefined)
    return { why: 'to replace what ends soon', words: ['token', 'rotate', ending.id], isOfChannel: true };
  if (first !== undefined && first.standing !== 'running' && first.standing !== 'scheduled') return ofBroadcast(first);
  if (!hasSigningKey && channel.name !== null)
    return { why: 'to make a signing key, with which tokens can be listed', words: ['init', channel.name] };
  return { why: 'to go through the release checklist', words: ['doctor'], isOfChannel: true };
}

const URGENT: ReadonlySet<Standing> = new Set(['in-doubt', 'unfinished', 'due']);

function ofBroadcast({ broadcast, standing }: OpenBroadcast): NextCommand {
  const { id } = broadcast.settings;
  const isUndecided = broadcast.stages.some(({ undecided }) => 0 < undecided.recipients);
  if (standing === 'due') return { why: 'to run what is due', words: ['worker', '--drain'] };
  if (standing === 'in-doubt' && isUndecided)
    return { why: 'to see what nobody can tell any more', words: ['broadcast', 'report', id] };
  const why = standing === 'planned' ? 'to send what is planned' : 'to send what is left';
  return { why, words: ['broadcast', 'resume', id], isOfChannel: true };
}

function stepOf(command: NextCommand, named: string | null): NextStep {
  return { command: commandLine(command, named), why: command.why };
}

export function nextLine({ why, command }: NextStep): string {
  return `Next, ${why}: ${command}`;
}
