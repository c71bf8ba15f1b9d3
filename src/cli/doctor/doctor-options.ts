import { parseAnswer } from '../../domain/doctor/answers.js';
import { EXAMINATION_OPTIONS } from '../output/examination/report.js';
import { completing, flag, grouped, type OptionValues, option, repeatableOption } from '../verb.js';

export const DOCTOR_OPTIONS = {
  ...grouped('Questions', {
    answer: completing(
      repeatableOption(
        '<id>=yes|no[:note]',
        'answer a question of the list; an earlier answer is replaced',
        parseAnswer,
      ),
      'question',
    ),
    answeredBy: option('<name>', 'who answers (default: the user of this computer)'),
  }),
  ...grouped('What is examined', {
    messages: option('<file>', 'fetch what these messages point at, and nothing else', (text: string) => text, {
      conflicts: ['answer', 'answeredBy', 'allChannels'],
    }),
    allChannels: flag('every configured channel', { conflicts: ['answer', 'answeredBy'] }),
    ca: option('<file>', 'trust the CAs in this PEM file too, for test set-ups'),
  }),
  ...EXAMINATION_OPTIONS,
};

export type DoctorOptions = OptionValues<typeof DOCTOR_OPTIONS>;
