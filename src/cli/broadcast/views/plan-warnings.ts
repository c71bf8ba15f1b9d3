import { malformedWords } from '../../../domain/broadcast/planning/malformed.js';
import type { PlanWarning } from '../../../domain/broadcast/planning/warnings.js';
import { SMALLEST_NARROWCAST } from '../../../domain/broadcast/sending/narrowcast.js';
import { grouped, plural } from '../../../domain/text/grouped.js';
import { sentAgain } from '../../failures/advice.js';
import { reasonText } from '../../failures/text-of.js';

/** A warning as people and programs read it. */
export interface WarningShown {
  readonly code: PlanWarning['code'];
  readonly message: string;
}

export function warningsInWords(warnings: readonly PlanWarning[]): Promise<readonly WarningShown[]> {
  return Promise.all(warnings.map(async (warning) => ({ code: warning.code, message: await wordsOf(warning) })));
}

async function wordsOf(warning: PlanWarning): Promise<string> {
  switch (warning.code) {
    case 'SENT_BEFORE':
      if ('unknown' in warning)
        return `nobody can tell whether it was sent before: ${await reasonText(warning.unknown)}`;
      return `${sentAgain(warning.earlier)}${warning.isAgain === null ? '' : `; ${how(warning.isAgain)}`}`;
    case 'EXCLUDED_BEING_SENT':
      return `${warning.id} is being sent: the ${grouped(warning.pending)} whom it has not reached yet are left out too`;
    case 'EXCLUDED_DUE':
      return `${warning.id} is sent by a worker when it is due: the ${grouped(warning.pending)} whom it has not reached yet are left out too; to reach them with this one, cancel it first: line-ops broadcast cancel ${warning.id}`;
    case 'EXCLUDED_MAY_GO_ON':
      return `${warning.id} is ${warning.state}, and the ${grouped(warning.pending)} whom it has not reached are not left out: before this is sent, make sure that it never goes on: line-ops broadcast cancel ${warning.id}`;
    case 'EXCLUDED_OTHER_CHANNEL':
      return `${warning.id} was sent by another channel: its user IDs mean the same people only where both channels are of one provider`;
    case 'REFUSED_BEFORE': {
      const { id, people, standings } = warning;
      const wanted = standings.map((standing) => (standing === 'leftOut' ? '--left-out' : `--${standing}`)).join(' ');
      const out = `${id}-refused.txt`;
      return `${grouped(people)} of these recipients ${people === 1 ? 'was' : 'were'} refused or left unknown by ${id}: to leave them out, line-ops broadcast export ${id} ${wanted} --out ${out} and add --exclude ${out}`;
    }
    case 'MALFORMED':
      return `${warning.malformed} malformed ${warning.malformed === 1 ? 'recipient is' : 'recipients are'} left out: ${malformedWords(warning.kinds)}`;
    case 'TOO_MANY_MALFORMED':
      return `create and send refuse a list with so many malformed lines, unless they get --max-malformed ${warning.malformed}`;
    case 'LIST_CUT_OFF':
      return `${warning.source} ends in the middle of line ${warning.line}: if what wrote it was cut off, people are missing`;
    case 'LIST_HAS_NEXT_PAGE':
      return `${warning.source} is one page of the follower list: its "next" says that more people follow`;
    case 'DUPLICATES':
      return `${warning.duplicates} ${warning.duplicates === 1 ? 'duplicate is' : 'duplicates are'} sent to once`;
    case 'ONE_MILLION_UNSTAGED':
      return `LINE asks accounts with over 1,000,000 friends to send in stages${warning.friends === null ? '' : `, and this one has ${grouped(warning.friends)}`}: add --stages 1%,10%,rest --interval 10m`;
    case 'REACHED_UNCOUNTED': {
      const [first = '', ...more] = warning.broadcasts;
      return `--max-per-recipient does not count ${first}${more.length === 0 ? '' : ` and ${grouped(more.length)} more`}: LINE chose the recipients, and does not name them`;
    }
    case 'PEAK_HOURS':
      return 'the plan touches the peak hours that LINE names (12:00-13:00 and 17:00-24:00 Japan time)';
    case 'QUOTA_INSUFFICIENT':
      return `${plural(warning.needed, 'message is', 'messages are')} needed and ${plural(warning.left, 'is', 'are')} left of this month's quota`;
    case 'QUOTA_NEARLY_USED':
      return `${plural(warning.leftAfter, 'message')} of the month's quota would be left`;
    case 'UNITS_NOT_COUNTED':
      return `nobody can tell whether LINE will count it under its unit: ${await reasonText(warning.why)}`;
    case 'SMALL_STAGE':
      return `a stage of ${warning.smallest} may fail: LINE asks for ${SMALLEST_NARROWCAST} recipients where a narrowcast is narrowed down`;
    case 'AUDIENCE_JOBS_FAILED':
      return jobsFailed(warning.failed);
    case 'MESSAGE':
      return `${warning.path}:${warning.line}: ${warning.message}`;
    case 'MESSAGES_SENT_OTHERWISE':
      return sentOtherwise(warning);
  }
}

function sentOtherwise({
  id,
  silent,
  unit,
}: Extract<PlanWarning, { readonly code: 'MESSAGES_SENT_OTHERWISE' }>): string {
  const options = [...(silent ? ['--silent'] : []), ...(unit === null ? [] : [`--unit ${unit}`])];
  return `${id} was sent with ${options.join(' ')}, and this is not: only its messages are taken over`;
}

function jobsFailed(failed: number): string {
  const [uploads, they] = failed === 1 ? ['an upload', 'it was'] : [`${grouped(failed)} uploads`, 'they were'];
  return `${uploads} to this audience failed at LINE: whom ${they} to add is missing, unless added since`;
}

function how(isAgain: boolean): string {
  return isAgain ? '--again sends it again' : 'sending it again needs --again';
}
