import { type Answer, isQuestionId, withAnswers } from '../../domain/doctor/answers.js';
import { questionResults } from '../../domain/doctor/verdicts/questions.js';
import type { Channel } from '../../usecases/channels/channel.js';
import { type Checkup, examineChannel } from '../../usecases/doctor/examine-channel.js';
import { readAnswers, rememberAnswers, signedAnswers } from '../../usecases/doctor/remember-answers.js';
import { formatOf, reportExamination } from '../output/examination/report.js';
import type { Session } from '../session.js';
import { checkupReport } from './checkup-report.js';
import type { DoctorOptions } from './doctor-options.js';
import { patientOf } from './patient.js';

/** Looks at one channel, asks what is left where a person can be asked, and reports. */
export async function examineOneChannel(session: Session, options: DoctorOptions): Promise<void> {
  const { deps, terminal } = session;
  const patient = await patientOf(session, options);
  const by = options.answeredBy?.trim() || (await deps.surroundings()).userName() || 'somebody';
  const given = signedAnswers(options.answer ?? [], by, deps);
  // An answer is for a channel: without one it would be lost.
  if (0 < given.length) await keep(session, await session.channel(), given);
  const checkup = await examineChannel(patient);
  let answers = withAnswers(await answersOf(session, checkup), given);
  if (terminal.canAsk && !session.globals.yes && formatOf(session, options) === 'pretty')
    answers = await askOpenQuestions(session, checkup, { answers, by });
  await reportExamination(session, checkupReport(checkup, questionResults(answers, checkup.settling)), options);
}

async function answersOf({ deps }: Session, { channel }: Checkup): Promise<readonly Answer[]> {
  return channel === null || channel.name === null ? [] : readAnswers(channel.name, deps);
}

async function keep({ deps, terminal }: Session, { name }: Channel, answers: readonly Answer[]): Promise<void> {
  if (name !== null) return rememberAnswers(name, answers, deps);
  terminal.warn(
    'warning: the channel has no name here, so the answers count for this run alone; add it with: line-ops channel add <name>',
  );
}

const CHOICES = [
  { name: 'yes', value: 'yes' },
  { name: 'no', value: 'no' },
  { name: 'ask me another time', value: 'later' },
  { name: 'ask me nothing more now', value: 'stop' },
] as const;

/** Each answer is kept at once: whoever leaves half way has answered half. */
async function askOpenQuestions(
  session: Session,
  { channel, settling }: Checkup,
  { answers, by }: { readonly answers: readonly Answer[]; readonly by: string },
): Promise<readonly Answer[]> {
  const { deps, terminal } = session;
  if (channel === null || channel.name === null) return answers;
  let known = answers;
  for (const { id, status, detail, title } of questionResults(answers, settling)) {
    if (status !== 'ask' || !isQuestionId(id)) continue;
    const says = await terminal.choose(`${title}: ${detail}`, CHOICES);
    if (says === 'stop') break;
    if (says === 'later') continue;
    const answer = signedAnswers([{ id, says, note: null }], by, deps);
    await keep(session, channel, answer);
    known = withAnswers(known, answer);
  }
  return known;
}
