import type { Patient } from '../../usecases/doctor/visit.js';
import { textOf } from '../failures/text-of.js';
import type { Session } from '../session.js';
import { readCas } from '../webhook/checking/ca-file.js';
import type { DoctorOptions } from './doctor-options.js';

/** Whom the session is about. @throws {LineOpsError} `usage` where the file of `--ca` holds no certificate. */
export async function patientOf(session: Session, { ca }: Pick<DoctorOptions, 'ca'>): Promise<Patient> {
  const { deps, terminal, channel, atLine } = session;
  return {
    deps,
    channel,
    atLine,
    errorWords: textOf,
    extraCas: ca === undefined ? [] : await readCas(ca, deps),
    tell: (line) => {
      if (terminal.verbose) terminal.note(line);
    },
  };
}
