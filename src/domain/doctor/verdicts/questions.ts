import { type ExaminationResult, failing, passed, type Verdict } from '../../examination/examination.js';
import { visible } from '../../text/visible.js';
import type { Answer } from '../answers.js';
import { QUESTIONS, type Question } from '../checklist.js';

/** What was found out that settles a question by itself. */
export interface Settling {
  /** Whether LINE sends webhooks; null where nobody knows. */
  readonly isWebhookActive: boolean | null;
}

/** Every question, with its answer where there is one. */
export function questionResults(answers: readonly Answer[], settling: Settling): readonly ExaminationResult[] {
  return QUESTIONS.map((question) => {
    const { id, title, docs } = question;
    return {
      id,
      title,
      docs,
      ...questionVerdict(
        question,
        answers.find((answer) => answer.id === id),
        settling,
      ),
    };
  });
}

function questionVerdict(question: Question, answer: Answer | undefined, { isWebhookActive }: Settling): Verdict {
  if (question.id === 'webhook-response' && isWebhookActive === true)
    return passed('webhooks are on: every setting of response mode and greeting message is allowed');
  if (answer === undefined)
    return {
      status: 'ask',
      detail: question.question,
      hint: `line-ops doctor --answer ${question.id}=yes, or '${question.id}=no:<why>'`,
    };
  const said = `${answer.says}, said ${visible(answer.by)} on ${new Date(answer.at).toISOString().slice(0, 10)}`;
  const note = answer.note === null ? '' : `: ${answer.note}`;
  return answer.says === 'yes' ? passed(`${said}${note}`) : failing(`${said}${note}`, question.otherwise);
}
