import { questionResults } from '../../domain/doctor/verdicts/questions.js';
import { failure } from '../../domain/failure/failure.js';
import { examineChannel } from '../../usecases/doctor/examine-channel.js';
import { reportExaminations, type SeveralReports } from '../output/examination/report-several.js';
import type { Session } from '../session.js';
import { checkupReport } from './checkup-report.js';
import type { DoctorOptions } from './doctor-options.js';
import { patientOf } from './patient.js';

/**
 * Every configured channel, one after the other; nobody is asked anything.
 *
 * @throws {LineOpsError} `usage` beside --channel, `auth` where no channel is configured.
 */
export async function examineAllChannels(session: Session, options: DoctorOptions): Promise<void> {
  const { deps, globals } = session;
  if (globals.channel !== null) throw failure('CONFLICTING_OPTIONS', { which: 'channels' });
  const { channels } = await (await deps.configuration()).read();
  if (channels.length === 0) throw failure('NO_CHANNEL', { which: 'all' });
  const reports: SeveralReports['reports'][number][] = [];
  for (const { name, answers } of channels) {
    const checkup = await examineChannel(await patientOf(session.on(name), options));
    reports.push({ ...checkupReport(checkup, questionResults(answers, checkup.settling)), label: name });
  }
  await reportExaminations(
    session,
    { schema: 'line-ops/doctor-all@1', name: 'doctor', key: 'channels', reports },
    options,
  );
}
