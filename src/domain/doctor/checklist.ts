import type { Examination } from '../examination/examination.js';

const GUIDELINES = 'https://developers.line.biz/en/docs/partner-docs/development-guidelines/';
const API_GUIDELINES = 'https://developers.line.biz/en/docs/messaging-api/development-guidelines/';
const DOCS = 'https://developers.line.biz/en/docs/';

/** What every point of the checklist has. */
interface Point<Id extends string> extends Examination {
  readonly id: Id;
  /** What goes wrong for an account that does not keep it. */
  readonly why: string;
}

export type CheckId =
  | 'runtime'
  | 'folders'
  | 'state'
  | 'secret-store'
  | 'channel'
  | 'credentials'
  | 'assertion-key'
  | 'clock'
  | 'bot'
  | 'token-life'
  | 'token-count'
  | 'long-lived'
  | 'webhook'
  | 'quota'
  | 'request-log'
  | 'state-size'
  | 'stages';

export type QuestionId =
  | 'roles-console'
  | 'roles-manager'
  | 'security'
  | 'verification-account'
  | 'webhook-response'
  | 'unsend'
  | 'unexpected-input'
  | 'bursts'
  | 'linked-content'
  | 'server-logs'
  | 'login-rules';

/** What the program finds out by itself. */
export interface Check extends Point<CheckId> {
  /** What is looked at, for people. */
  readonly looksAt: string;
  /** Points before it without which it means nothing. */
  readonly needs: readonly CheckId[];
}

/** What only a person can answer, with yes where all is well. */
export interface Question extends Point<QuestionId> {
  readonly question: string;
  /** What to do where the answer is no. */
  readonly otherwise: string;
}

/** What the program sees of the release checklist, in order of dependence. */
export const CHECKS: readonly Check[] = [
  {
    id: 'runtime',
    title: 'Runtime',
    docs: `${GUIDELINES}#use-higher-TLS1-2`,
    looksAt: 'Node is one that line-ops supports, and certificates are checked',
    why: 'LINE takes API calls over TLS 1.2 or later only; without a check of certificates a token goes to whoever answers for LINE.',
    needs: [],
  },
  {
    id: 'folders',
    title: 'Folders',
    docs: null,
    looksAt: 'configuration, state, log and journal can be written, and by nobody else',
    why: 'Ledger and journal are what keeps a person from being messaged twice.',
    needs: [],
  },
  {
    id: 'state',
    title: 'State',
    docs: null,
    looksAt:
      'where the state lies; of a server whether it answers, how fast, its clock, TLS, what our user may do there, leases at work and lapsed ones',
    why: 'A state that was moved away, a server whose name nobody proves, or a user who can drop tables, is found out before a send.',
    needs: [],
  },
  {
    id: 'secret-store',
    title: 'Secret store',
    docs: null,
    looksAt: 'stored secrets can be read, and how they are protected',
    why: 'Whoever has the channel secret or a token can message all friends.',
    needs: [],
  },
  {
    id: 'channel',
    title: 'Channel',
    docs: null,
    looksAt: 'a channel is configured or given by the environment',
    why: 'Everything below is about one channel.',
    needs: [],
  },
  {
    id: 'credentials',
    title: 'Credentials',
    docs: `${DOCS}basics/channel-access-token/`,
    looksAt: 'LINE takes the channel ID with the channel secret, or with the assertion signing key',
    why: 'A secret that was issued anew in the console makes the one stored here worthless at once.',
    needs: ['channel'],
  },
  {
    id: 'assertion-key',
    title: 'Assertion signing key',
    docs: `${DOCS}messaging-api/generate-json-web-token/`,
    looksAt: 'LINE takes the key under its key ID, where there is one',
    why: 'Only with it can v2.1 tokens, which LINE recommends, be issued and counted.',
    needs: ['credentials'],
  },
  {
    id: 'clock',
    title: 'Clock',
    docs: `${DOCS}messaging-api/generate-json-web-token/`,
    looksAt: "this computer's clock, and that of the state server, against LINE's",
    why: 'Tokens, assertions and retry keys end by the clock of LINE.',
    needs: ['channel'],
  },
  {
    id: 'bot',
    title: 'Bot',
    docs: 'https://developers.line.biz/en/reference/messaging-api/#get-bot-info',
    looksAt: 'LINE takes the token that calls would use, and it is one of this bot',
    why: 'A token of another channel messages the friends of another account.',
    needs: ['credentials'],
  },
  {
    id: 'token-life',
    title: 'Life of the tokens',
    docs: `${DOCS}basics/channel-access-token/#use-repeatedly`,
    looksAt: 'each token: LINE knows it, and it does not end within a week',
    why: 'No token can be extended: it has to be replaced before it ends.',
    needs: ['credentials'],
  },
  {
    id: 'token-count',
    title: 'Number of tokens',
    docs: `${DOCS}basics/channel-access-token/#channel-access-token-types`,
    looksAt: "live tokens per type against LINE's limits, and tokens that nobody here knows",
    why: 'The 31st v2.1 token is refused; the 31st short-lived one ends the oldest without a word.',
    needs: ['credentials'],
  },
  {
    id: 'long-lived',
    title: 'Long-lived tokens',
    docs: `${DOCS}basics/channel-access-token/#long-lived-channel-access-token`,
    looksAt: 'no token without an end is in use here',
    why: 'A leak of one has no end either; LINE advises against them.',
    needs: ['token-life'],
  },
  {
    id: 'webhook',
    title: 'Webhook',
    docs: GUIDELINES,
    looksAt: 'an endpoint is set and switched on, and the examination of the webhook in short',
    why: 'A bot server that does not answer within two seconds loses events, and LINE may stop sending to it.',
    needs: ['bot'],
  },
  {
    id: 'quota',
    title: 'Quota',
    docs: 'https://developers.line.biz/en/reference/messaging-api/#get-quota',
    looksAt: "what is left of this month's messages",
    why: 'A send that the month does not suffice for stops in the middle.',
    needs: ['bot'],
  },
  {
    id: 'request-log',
    title: 'Request log',
    docs: `${API_GUIDELINES}#save-logs`,
    looksAt: 'requests are logged, and since when',
    why: 'LINE hands out no logs, and asks for the request ID when something is to be looked into.',
    needs: ['folders'],
  },
  {
    id: 'state-size',
    title: 'Size of the state',
    docs: null,
    looksAt: 'how large the folders are, and whether recipients are kept longer than config.json says',
    why: 'A full disk stops a broadcast in the middle; user IDs that nobody needs are a risk.',
    needs: ['folders'],
  },
  {
    id: 'stages',
    title: 'Sending in stages',
    docs: GUIDELINES,
    looksAt: 'whether the account has over 1,000,000 friends',
    why: 'LINE asks such accounts to send what draws a strong reaction in stages.',
    needs: ['bot'],
  },
];

/** What only people know. */
export const QUESTIONS: readonly Question[] = [
  {
    id: 'roles-console',
    title: 'Roles in the LINE Developers Console',
    docs: `${DOCS}line-developers-console/managing-roles/`,
    question: 'Do only the right people have a role in the provider and the channel, each no higher than needed?',
    why: 'Every Admin sees the channel secret and can issue a token; who has left the team still can.',
    otherwise: 'Go through the Roles tab of the provider and of the channel, and take out who is not needed.',
  },
  {
    id: 'roles-manager',
    title: 'Roles in the LINE Official Account Manager',
    docs: GUIDELINES,
    question: 'Do only the right people manage the account in the LINE Official Account Manager?',
    why: 'Who can send there sends past every check here.',
    otherwise: 'Go through the members in the settings of the account.',
  },
  {
    id: 'security',
    title: 'Security guidelines',
    docs: GUIDELINES,
    question: "Was the bot checked against LINE's security guideline and checklist for bots?",
    why: 'A bot handles messages and user IDs of people who trust the account.',
    otherwise: 'Go through the checklist with the developers of the bot before the release.',
  },
  {
    id: 'verification-account',
    title: 'Verification account',
    docs: GUIDELINES,
    question: 'Was this very webhook and release tried on a verification account first?',
    why: 'On the account in use every mistake is seen by all friends.',
    otherwise: 'Set the webhook on another account of yours, switch it on there, and try every kind of message.',
  },
  {
    id: 'webhook-response',
    title: 'Webhook and response settings',
    docs: GUIDELINES,
    question: 'Are webhooks on, or else the response mode and greeting message of the account?',
    why: 'With both off nobody answers people at all, which LINE does not allow.',
    otherwise: 'Switch one of them on in the LINE Official Account Manager.',
  },
  {
    id: 'unsend',
    title: 'Unsent messages',
    docs: `${DOCS}messaging-api/receiving-messages/#webhook-unsend-message`,
    question: 'Does the bot make a message unusable everywhere when its unsend event comes?',
    why: 'The person has taken it back: it is to be neither shown nor kept.',
    otherwise: 'Delete the message with that ID from views, stores and exports when an unsend event comes.',
  },
  {
    id: 'unexpected-input',
    title: 'Unexpected input',
    docs: GUIDELINES,
    question: 'Does the bot cope with whatever people send, such as stickers, files and texts of any length?',
    why: 'People write to a bot what no dialogue foresees.',
    otherwise: 'Try every type of message on the verification account.',
  },
  {
    id: 'bursts',
    title: 'Bursts',
    docs: GUIDELINES,
    question: 'Can the bot server take the burst after a broadcast, a sponsored sticker or a report in the media?',
    why: 'People answer within minutes, most of all from 12:00 to 13:00 and from 17:00 to 24:00.',
    otherwise: 'Answer at once and work afterwards; try it with a load that does not go through LINE.',
  },
  {
    id: 'linked-content',
    title: 'Linked content',
    docs: GUIDELINES,
    question: 'Can the servers behind images, videos and links of messages take all recipients at once?',
    why: 'A message to a million people is a million requests for its image.',
    otherwise: 'Put a CDN or more servers before them, or send in stages.',
  },
  {
    id: 'server-logs',
    title: 'Logs of the bot server',
    docs: `${API_GUIDELINES}#save-logs`,
    question: 'Does the bot server log its API requests and the webhooks it receives, with the five fields each?',
    why: 'LINE hands out no logs.',
    otherwise:
      'Log request ID, time, method, URL and status; and sender, time, method, path and status. Whether a file has them: line-ops log check <file>',
  },
  {
    id: 'login-rules',
    title: 'LINE Login',
    docs: `${DOCS}line-login/security-checklist/`,
    question: 'Are the rules of LINE Login kept (state, nonce, ID token verified, unlinking), or is it not used?',
    why: 'Whoever can forge a login is somebody else for the account.',
    otherwise:
      'Go through the security checklist; line-ops login check-callbacks and line-ops login verify-id-token look at a part of it.',
  },
];
