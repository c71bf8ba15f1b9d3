import { LineOpsError } from '../../domain/failure/failure.js';
import { examineContent } from '../../usecases/doctor/examine-content.js';
import { reportExamination } from '../output/examination/report.js';
import type { Session } from '../session.js';
import type { DoctorOptions } from './doctor-options.js';
import { patientOf } from './patient.js';

/** Looks at what the messages of a file point at, for the channel where there is one. */
export async function examineMessages(session: Session, file: string, options: DoctorOptions): Promise<void> {
  const results = await examineContent(file, await patientOf(session, options));
  await reportExamination(
    session,
    {
      schema: 'line-ops/doctor@1',
      name: 'doctor',
      subject: { channel: await channelName(session) },
      title: `What ${file === '-' ? 'the messages' : file} points at`,
      results,
    },
    options,
  );
}

async function channelName(session: Session): Promise<string | null> {
  try {
    const { name, id } = await session.channel();
    return name ?? id;
  } catch (error) {
    if (error instanceof LineOpsError && error.code === 'NO_CHANNEL') return null;
    throw error;
  }
}
