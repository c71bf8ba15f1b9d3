import { type Answer, type GivenAnswer, withAnswers } from '../../domain/doctor/answers.js';
import type { ChannelName } from '../../domain/line/ids.js';
import type { Deps } from '../../ports/deps.js';
import { requireConfigured } from '../channels/find-channel.js';

/** Answers as they are kept: with who gave them, and when. */
export function signedAnswers(
  given: readonly GivenAnswer[],
  by: string,
  { clock }: Pick<Deps, 'clock'>,
): readonly Answer[] {
  const at = clock.now();
  return given.map(({ id, says, note }) => ({ id, says, note, by, at }));
}

/** What was answered for a channel so far. */
export async function readAnswers(
  name: ChannelName,
  { configuration }: Pick<Deps, 'configuration'>,
): Promise<readonly Answer[]> {
  return requireConfigured(name, await (await configuration()).read()).answers;
}

/** Keeps the answers, each in the place of an earlier one; those that other processes give meanwhile stay. */
export async function rememberAnswers(
  name: ChannelName,
  given: readonly Answer[],
  { configuration }: Pick<Deps, 'configuration'>,
): Promise<void> {
  await (await configuration()).change((before) => {
    const { answers } = requireConfigured(name, before);
    const channels = before.channels.map((channel) =>
      channel.name === name ? { ...channel, answers: withAnswers(answers, given) } : channel,
    );
    return { ...before, channels };
  });
}
