import { DOCTOR_OPTIONS, type DoctorOptions } from './doctor/doctor-options.js';
import { changePlanView } from './output/change-plan.js';
import { formatOf } from './output/examination/report.js';
import { sayNext } from './output/next.js';
import { show } from './output/view.js';
import type { Session } from './session.js';
import { verb } from './verb.js';

export const doctor = verb({
  path: 'doctor',
  summary: 'go through the release checklist: what a program can see is checked, the rest is asked once',
  args: {},
  options: DOCTOR_OPTIONS,
  examples: [
    { line: 'doctor', does: 'exit 3 where something fails' },
    { line: "doctor --answer 'unsend=yes:bot 2.4'", does: 'answers one question, in a script' },
    { line: 'doctor --messages sale.json', does: 'what the messages point at' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/doctor@1', 'line-ops/doctor-all@1'],
  exits: { findings: 'a check failed; with --strict also a warning' },
  docs: ['https://developers.line.biz/en/docs/partner-docs/development-guidelines/'],
  run: (session, { options }) => run(session, options),
});

async function run(session: Session, options: DoctorOptions): Promise<void> {
  formatOf(session, options);
  if (session.globals.dryRun) return planned(session, options);
  if (options.messages !== undefined)
    return (await import('./doctor/content.js')).examineMessages(session, options.messages, options);
  if (options.allChannels) await (await import('./doctor/all-channels.js')).examineAllChannels(session, options);
  else await (await import('./doctor/one-channel.js')).examineOneChannel(session, options);
  sayNext(session, 'doctor', {});
}

/** Nothing but answers is ever written. */
async function planned(session: Session, { answer = [] }: DoctorOptions): Promise<void> {
  if (answer.length === 0) session.terminal.note('Nothing would be changed: without answers doctor only looks.');
  const changes = answer.map(
    ({ id, says, note }) => `configuration: ${id} is answered ${says}${note === null ? '' : `: ${note}`}`,
  );
  return show(session, changePlanView({ requests: [], changes }));
}
