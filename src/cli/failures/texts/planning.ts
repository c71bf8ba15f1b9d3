import { malformedWords } from '../../../domain/broadcast/planning/malformed.js';
import { MAX_BATCH_SIZE, MAX_STAGES } from '../../../domain/broadcast/planning/stages.js';
import type { PLANNING_FAILURES } from '../../../domain/failure/codes/planning.js';
import { formatDuration } from '../../../domain/text/duration.js';
import { grouped, plural } from '../../../domain/text/grouped.js';
import { shown } from '../../../domain/text/shown.js';
import { GIVE_FRIENDS, sentAgain } from '../advice.js';
import { type Catalogue, each } from '../text.js';

export const PLANNING_TEXTS = {
  MESSAGES_NAME_RECIPIENTS: ({ naming }) => ({
    message: `the message file has a "${naming}" of its own`,
    hint: `Remove "${naming}" from the file: who gets it comes from --to and --stages.`,
  }),
  INVALID_QUIET_HOURS: ({ text }) => ({
    message: `"${text}" is no part of a day`,
    hint: 'Write two times of the day, such as 21:00-08:00; over midnight where it ends before it begins.',
  }),
  INVALID_TIME_ZONE: ({ text }) => ({
    message: `"${text}" is no time zone that is known here`,
    hint: 'Write a name such as Asia/Tokyo or Asia/Bangkok. See: https://en.wikipedia.org/wiki/List_of_tz_database_time_zones',
  }),
  INVALID_GATE: ({ text }) => ({
    message: `"${text}" is not a gate`,
    hint: 'Use confirm, webhook, or cmd:<command>, as in --gate "cmd:./check-orders.sh".',
  }),
  INVALID_NOTIFY: ({ which, text }) =>
    which === 'insecure'
      ? { message: 'plain http goes to this machine only', hint: 'Give an https URL, or cmd:<command>.' }
      : which === 'credentials'
        ? {
            message: 'the URL of --notify holds a user name or password',
            hint: 'Give one without, or a command that adds them: cmd:./notify.sh gets the document on its stdin.',
          }
        : {
            message: `"${text}" says nothing that can be notified`,
            hint: 'Use cmd:<command> or an https URL, as in --notify "cmd:./tell-ops.sh".',
          },
  INVALID_BUDGET: ({ text }) => ({
    message: `"${text}" is not an error budget`,
    hint: 'Give a share of the stage or a number of recipients: 1% or 50.',
  }),
  INVALID_MAX_PER_RECIPIENT: ({ text, most }) => ({
    message: `"${text}" does not say how often a person may be reached`,
    hint: `Give a number from 1 to ${most} and a time: 2/7d leaves out whom the last seven days reached twice.`,
  }),
  INVALID_MAX_MALFORMED: ({ text }) => ({
    message: `"${text}" does not say how many lines may be malformed`,
    hint: 'Give a share of the lines or a number of them: 1% or 50.',
  }),
  INVALID_HOLD_OUT: ({ text }) => ({
    message: `"${text}" is not a share to hold out`,
    hint: 'Give a percentage above 0 and below 100, such as 5%.',
  }),
  INVALID_BATCH_SIZE: ({ batchSize }) => ({
    message: `${batchSize} is not a batch size`,
    hint: `Give a whole number from 1 to ${MAX_BATCH_SIZE}, the most recipients LINE takes in one multicast request.`,
  }),
  TOO_MANY_STAGES: ({ count, most, audiences }) => ({
    message: `${count} stages are more than the ${most} that a narrowcast ${audiences === 0 ? '' : 'to an audience '}can have`,
    hint:
      audiences === 0
        ? 'LINE excludes at most 10 earlier stages. Make the stages larger, or use --to followers.'
        : 'LINE takes at most 10 audiences and earlier stages together. Make the stages larger.',
  }),
  STAGES_TOO_FAR_APART: () => ({
    message: 'the last stage would begin more than 13 days after the first',
    hint: 'LINE forgets after 14 days who got the first one. Make --interval shorter.',
  }),
  UNIT_LIMIT_REACHED: ({ most, unit }) => ({
    message: `this month's ${most} aggregation units are used, and "${unit}" is none of them`,
    hint: 'LINE would send the message and count it under no unit. Use a name of this month, or leave --unit out.',
  }),
  BOT_MISMATCH: ({ actual, expected }) => ({
    message: `the token belongs to another bot (${actual}) than this was meant for (${expected})`,
    hint: 'Check --channel and LINE_CHANNEL_ACCESS_TOKEN. Nothing was sent.',
  }),
  QUOTA_INSUFFICIENT: ({ via, needed, left }) => ({
    message:
      via === 'narrowcast'
        ? `${plural(needed, 'message is', 'messages are')} needed, because LINE reserves the whole target reach, and ${plural(left, 'is', 'are')} left of this month's quota`
        : `${plural(needed, 'message is', 'messages are')} needed and ${plural(left, 'is', 'are')} left of this month's quota`,
    hint: 'Raise the plan or the limit in LINE Official Account Manager, send to fewer, or add --allow-partial-quota to stop where the quota ends.',
  }),
  BROADCAST_HAS_ONE_STAGE: ({ count }) => ({
    message: `${count} stages cannot be sent with one broadcast request`,
    hint: 'Use --via narrowcast for stages of friends.',
  }),
  BEGINNING_BUSY: ({ id }) => ({
    message: 'another broadcast of this channel is about to begin',
    hint: `Nothing was sent. Then: line-ops broadcast resume ${id}`,
  }),
  INVALID_UNIT: ({ text }) => ({
    message: `"${text}" is not an aggregation unit name`,
    hint: 'Use 1 to 30 letters, digits or "_".',
  }),
  STDIN_TWICE: () => ({
    message: 'only one of messages and lists of recipients can come from stdin',
    hint: 'Name files for the others.',
  }),
  CONTRADICTING_OPTIONS: ({ option, why, hint }) => ({ message: `${option} ${why}`, hint: hint }),
  START_IN_THE_PAST: ({ startAt, agoMs }) => ({
    message: `--at names a time in the past: ${new Date(startAt).toISOString()}, ${formatDuration(agoMs)} ago`,
    hint: 'Give a time to come, or leave --at out to begin at once.',
  }),
  INVALID_RATE: ({ text, isTooSlow }) => ({
    message: `"${shown(text)}" ${isTooSlow ? 'is slower than 1/h, the slowest that can be kept' : 'is not a rate'}`,
    hint: 'Give requests per second, minute or hour: 200/s, 60/m, 1000/h.',
  }),
  INVALID_STAGES: each({
    restNotLast: ({ stage, stages }) => ({
      message: `"rest" is stage ${stage} of ${stages}, but it takes all that remains`,
      hint: 'Put rest last.',
    }),
    overWhole: ({ percent }) => ({
      message: `the percentages add up to ${percent} %`,
      hint: "Each percentage is the stage's own share of all recipients; together they may reach 100 %. For example: 1%,10%,rest",
    }),
    notASize: ({ stageSize }) => ({
      message: `${stageSize} is not a stage size`,
      hint: 'Give a whole number of recipients, 1 or more.',
    }),
    notAStage: ({ stage, word }) => ({
      message: word === '' ? `stage ${stage} is empty` : `stage ${stage}, "${shown(word)}", is not a stage`,
      hint: 'A stage is a percentage, a number of recipients, or rest: 1%,10%,rest or 500,5000,rest',
    }),
    leavesOut: ({ remaining, unique }) => ({
      message: `these stages would leave ${grouped(remaining)} of ${plural(unique, 'recipient')} out`,
      hint: 'End with rest, for example: 1%,10%,rest',
    }),
    tooLarge: ({ stage, wanted, percent, remaining }) => {
      const share = percent === null ? '' : ` (${percent} %)`;
      const numbers = `${grouped(wanted)}${share}, but only ${grouped(remaining)} remain`;
      return { message: `stage ${stage} asks for ${numbers}`, hint: 'Make the stages smaller, or end with rest.' };
    },
    noRecipients: ({ stage, word }) => ({
      message: `stage ${stage}, ${word}, has no recipients`,
      hint: 'Leave it out, or give at least 1.',
    }),
    tooMany: ({ count }) => ({
      message: `${grouped(count)} stages are more than the ${grouped(MAX_STAGES)} that a broadcast can have`,
      hint: 'Make the stages larger; to send more slowly, use --rate or --recipients-per-minute.',
    }),
  }),
  NO_FRIENDS: () => ({ message: 'LINE counts no friends', hint: GIVE_FRIENDS }),
  TARGET_REACH_UNKNOWN: ({ days }) => ({
    message: `LINE has no figure of the last ${days} days for the number of friends`,
    hint: GIVE_FRIENDS,
  }),
  TOO_MANY_RECIPIENTS: ({ unique, maxRecipients }) => ({
    message: `the list has ${plural(unique, 'recipient')}, more than --max-recipients ${maxRecipients}`,
    hint: 'Check the list, or raise --max-recipients.',
  }),
  TOO_FEW_RECIPIENTS: ({ unique, minRecipients }) => ({
    message: `the list has ${plural(unique, 'recipient')}, fewer than --min-recipients ${minRecipients}`,
    hint: 'Check whether the list is whole, or lower --min-recipients.',
  }),
  TOO_MANY_MALFORMED: ({ malformed, total, kinds, allowed }) => {
    // Not the noise of a share such as 0.07 * 100.
    const bound = allowed.type === 'share' ? `${Number((allowed.share * 100).toFixed(6))}%` : allowed.count;
    return {
      message: `${malformed} of ${plural(total, 'line')} ${malformed === 1 ? 'is no user ID' : 'are no user IDs'}, where ${bound} may be: ${malformedWords(kinds)}`,
      hint: `Correct the list (--rejects <file> keeps every such line), or leave them out: --max-malformed ${malformed}`,
    };
  },
  SENT_BEFORE: ({ id, isCompleted, ...earlier }) => ({
    message: `${sentAgain({ id, ...earlier })}; nothing was sent`,
    hint: isCompleted
      ? `See it with: line-ops broadcast show ${id}; to send it again all the same, add --again.`
      : `See it with: line-ops broadcast show ${id}; what is left of it goes on with: line-ops broadcast resume ${id}; to send it again all the same, add --again.`,
  }),
} satisfies Catalogue<keyof typeof PLANNING_FAILURES>;
