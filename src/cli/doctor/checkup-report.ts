import type { ExaminationResult } from '../../domain/examination/examination.js';
import { channelLabel } from '../../usecases/channels/channel.js';
import type { Checkup } from '../../usecases/doctor/examine-channel.js';
import type { ExaminationReport } from '../output/examination/report-shape.js';

/** What was found out about one channel, and what was answered. */
export function checkupReport(
  { channel, results }: Checkup,
  questions: readonly ExaminationResult[],
): ExaminationReport {
  const label = channel === null ? null : channelLabel(channel);
  return {
    schema: 'line-ops/doctor@1',
    name: 'doctor',
    subject: { channel: channel?.name ?? channel?.id ?? null },
    title: label === null ? 'Release checklist' : `Release checklist of ${label}`,
    results: [...results, ...questions],
  };
}
