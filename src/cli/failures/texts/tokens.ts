import type { TOKENS_FAILURES } from '../../../domain/failure/codes/tokens.js';
import { formatDuration } from '../../../domain/text/duration.js';
import { suggestion } from '../../../domain/text/nearest-name.js';
import { shown } from '../../../domain/text/shown.js';
import { STATELESS_LIFETIME_SECONDS } from '../../../domain/tokens/token.js';
import { plural } from '../../output/view.js';
import { channelsNotRead, unrevoked } from '../advice.js';
import { type Catalogue, each } from '../text.js';
import { tokenLimitText } from '../token-limit.js';

const ISSUABLE = ['v2.1', 'short-lived', 'stateless'];

export const TOKENS_TEXTS = {
  REVOKE_NOT_PROVEN: () => ({
    message: 'LINE took the request, and still knows the token',
    hint: 'Look at it with "line-ops token list", and revoke it again.',
  }),
  UNKNOWN_TOKEN: each({
    ofChannel: ({ id, channel }) => ({
      message: `the ledger has no token ${id} of ${channel}`,
      hint: 'See: line-ops token list --all',
    }),
    toRotate: ({ id, channel }) => ({
      message: `the ledger has no token ${id} of ${channel}`,
      hint: 'See: line-ops token list',
    }),
    anywhere: ({ tokenId }) => ({
      message: `the ledger has no token ${tokenId}`,
      hint: 'See: line-ops token list --all',
    }),
  }),
  TOKEN_CHANGED: ({ id }) => ({
    message: `${id} has changed meanwhile; nothing was forgotten`,
    hint: 'Another line-ops is at work on it. See: line-ops token list',
  }),
  TOKEN_OF_OTHER_CHANNEL: ({ channelId, channel }) => ({
    message: `this token belongs to channel ${channelId}, not to ${channel}`,
    hint: 'Choose that channel with --channel <name>.',
  }),
  TOKEN_STRING_UNKNOWN: ({ keyId }) => ({
    message: `LINE lists the key ID ${keyId}, and its token string is not known here`,
    hint: 'Whoever has the string can end it: line-ops token revoke --stdin',
  }),
  TOKEN_NOT_STORED: each({
    toRevoke: ({ name }) => ({
      message: `the string of ${name} is not stored here, and LINE ends a token only by its string`,
      hint: 'Pipe the string in: line-ops token revoke --stdin',
    }),
    oldOne: ({ id }) => ({
      message: `the string of the old token ${id} is no longer stored here`,
      hint: `Pipe its string into "line-ops token revoke --stdin", then: line-ops token rotate ${id} --resume`,
    }),
    newOne: ({ newId, token }) => ({
      message: `the string of the new token ${newId} is no longer stored here`,
      hint: `Take the rotation back with: line-ops token rotate ${token} --rollback`,
    }),
    toRollBack: ({ newId, type }) => ({
      message: `the string of the new token ${newId} is no longer stored here`,
      hint: `Pipe it into "line-ops token import --type ${type}", or wait until it has ended; then try again.`,
    }),
    toRotate: ({ id, type }) => ({
      message: `the string of ${id} is not stored here, so it could not be revoked in the end`,
      hint: `Pipe it into "line-ops token import --type ${type}", or add --keep-old.`,
    }),
    toVerify: ({ name }) => ({
      message: `the string of ${name} is not stored here`,
      hint: 'Pipe the string in: line-ops token verify --stdin',
    }),
  }),
  INTERRUPTED: each({
    beforeRevoking: () => ({
      message: 'interrupted before it was revoked: it is as it was',
      hint: 'Run the command again: what has ended is left alone.',
    }),
    signal: ({ signal }) => ({ message: `interrupted by ${signal}` }),
  }),
  TOKEN_NOT_VALID: each({
    toRevoke: () => ({
      message: 'LINE does not know this token: it has ended already, or never was one',
      hint: 'Check that the whole string was piped in.',
    }),
    toImport: () => ({
      message: 'LINE does not know this token: it is expired, revoked, or not a token of that type',
      hint: 'Check the string and --type; a v2.1 token and the older types have endpoints of their own.',
    }),
    toVerify: () => ({
      message: 'LINE does not know this token: it is expired, revoked, or not a token of that type',
      hint: 'Issue another one with: line-ops token issue',
    }),
  }),
  OPTION_NOT_FOR_TYPE: each({
    lifetime: () => ({ message: '--expires-in is only for v2.1 tokens', hint: 'Leave it out, or add --type v2.1.' }),
    option: ({ option, owner, type }) => ({
      message: `${option} is only for ${owner} tokens, and this one is ${type}`,
      hint: `Leave it out, or add --type ${owner}.`,
    }),
    dryRun: ({ oldId, newId, state }) => ({
      message: 'an interrupted rotation has no dry run',
      hint: `What it is: ${oldId ?? 'no token'} → ${newId}, ${state}.`,
    }),
  }),
  TOKENS_NEED_ATTENTION: ({ findings, which, withinMs }) => ({
    message: `${plural(findings, 'token')}${which} ${findings === 1 ? 'needs' : 'need'} attention within ${formatDuration(withinMs)}`,
    hint: 'Replace it with: line-ops token rotate <id> --to <where>',
  }),
  LIFE_NOT_POSSIBLE: each({
    stateless: ({ livesMs, minTtl, mostMs, places }) => ({
      message: `a stateless token lives ${formatDuration(livesMs)}, and ${formatDuration(minTtl)} were asked for`,
      hint: `Ask for at most ${formatDuration(mostMs)}, or add --type v2.1 to issue one that lives longer: keep the state folder then, else each run takes one of the ${places} places.`,
    }),
    newToken: ({ minTtl, type, lifetimeSeconds }) => ({
      message: `no stored token lives ${formatDuration(minTtl)}, and a new ${type} token would live ${formatDuration(lifetimeSeconds * 1000)}`,
      hint:
        type === 'stateless'
          ? 'Ask for at most 14m, register an assertion key with "line-ops key generate", or add --type short-lived.'
          : 'Ask for at most 30d.',
    }),
  }),
  INVALID_LABEL: () => ({
    message: 'a label is 1 to 100 characters on one line',
    hint: 'Name the system that uses the token, for example --label shop-backend.',
  }),
  ASSERTION_KEY_ID_MISSING: ({ variable }) => ({
    message: `${variable} is set, LINE_ASSERTION_KEY_ID is not, and the key names none as "kid"`,
    hint: `Set LINE_ASSERTION_KEY_ID to the key ID that the console shows beside the public key, or unset ${variable}; --type stateless needs neither.`,
  }),
  ONLY_CONSOLE_ISSUES: () => ({
    message: 'only the LINE Developers Console issues long-lived tokens',
    hint: 'Issue it there, on the Messaging API tab, and take it into the ledger with: line-ops token import --type long-lived',
  }),
  INVALID_TOKEN_TYPE: ({ text }) => ({
    message: `"${shown(text)}" is not a type of token that can be issued${suggestion(text, ISSUABLE)}`,
    hint: 'Use v2.1, short-lived or stateless.',
  }),
  INVALID_LIFETIME: ({ longest, text }) => ({
    message: `a v2.1 token lives 1s to ${longest}, not ${text}`,
    hint: 'Leave --expires-in out for the longest life that LINE allows.',
  }),
  UNKNOWN_LABEL: ({ label }) => ({
    message: `no live token has the label "${label}"`,
    hint: 'See: line-ops token list',
  }),
  NO_TOKEN_STRING: () => ({ message: 'stdin holds no token string', hint: 'Pipe it in, one token a line.' }),
  SEVERAL_TOKEN_STRINGS: () => ({ message: 'stdin holds more than one token string', hint: 'Pipe in one at a time.' }),
  TOKEN_IN_DOUBT: ({ problem, id, isListed }, tell) => ({
    message: `${tell(problem).message}; LINE may have issued the token all the same`,
    hint: `It is counted as ${id}, status unknown: ${isListed ? '"line-ops token list" asks LINE about it' : 'it takes a place until it must have expired'}.`,
  }),
  TOKEN_LIMIT_REACHED: ({ inventory }) => tokenLimitText(inventory),
  TOKENS_NOT_REVOCABLE: ({ problems }, tell) => ({
    message: `nothing was revoked: ${problems.map((problem) => tell(problem).message).join('; ')}`,
    hint: 'Leave them out, and run the command again.',
    details: { failed: problems.map((problem) => unrevoked(problem, tell)) },
  }),
  STATELESS_NOT_REVOCABLE: each({
    stored: ({ id, expiresAt }) => {
      const end =
        expiresAt === null
          ? `within ${STATELESS_LIFETIME_SECONDS / 60} minutes`
          : `at ${new Date(expiresAt).toISOString()}`;
      return {
        message: `${id} is stateless and cannot be revoked: it ends by itself ${end}`,
        hint: 'Wait until then. LINE has no way to end a stateless token earlier.',
      };
    },
    string: () => ({
      message: `a stateless token cannot be revoked: it ends by itself, ${STATELESS_LIFETIME_SECONDS / 60} minutes after it was issued`,
      hint: 'Wait; or have the channel secret reissued in the console, so that no more are issued.',
    }),
  }),
  TOKENS_NOT_REVOKED: ({ failed, all, worst }, tell) => ({
    message: `${failed.length} of ${plural(all, 'token')} could not be revoked`,
    hint: tell(worst).hint ?? 'The reason of each is above.',
    details: { failed: failed.map(({ id, problem }) => ({ id, code: problem.code, reason: tell(problem).message })) },
  }),
  TOKEN_LIVES: ({ kept }) => {
    const words = kept.map(({ id, isAlive }) =>
      isAlive ? `${id} is alive` : `LINE cannot be asked about ${id}, whose string is not here`,
    );
    return {
      message: `nothing was forgotten: ${words.join('; ')}`,
      hint: 'A live token that no row stands for is counted by nobody: end it with "line-ops token revoke", or add --force.',
    };
  },
  TOKEN_OF_OTHER_TYPE: ({ ground, type }) => ({
    message:
      ground !== null
        ? `the ledger has this token as ${ground.known}, and it is ${type}, not ${ground.wished}`
        : type === 'long-lived'
          ? 'this token lives longer than any short-lived one: it seems to be long-lived'
          : 'this token has an end within 30 days: it seems to be short-lived, not long-lived',
    hint:
      type === 'stateless'
        ? 'A stateless token is over within 15 minutes; it is not worth keeping.'
        : `Import it with: --type ${type}`,
  }),
  TOKENS_BUSY: ({ holder, channelId, seconds }) => ({
    message: `${holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`} has been working on the tokens of channel ${channelId} for over ${seconds} s`,
    hint: 'Let it finish, or end it, and run the command again.',
  }),
  CHANNELS_NOT_READ: ({ notRead, worst }, tell) => {
    const { message, ...others } = tell(worst);
    return { ...others, ...channelsNotRead(message, notRead, tell) };
  },
} satisfies Catalogue<keyof typeof TOKENS_FAILURES>;
