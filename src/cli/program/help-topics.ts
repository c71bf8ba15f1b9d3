import { TOKEN_LIMITS } from '../../domain/tokens/token.js';

const ENVIRONMENT = `Precedence: option, environment, configured channel, default.

  LINE_OPS_HOME               one folder for configuration, state and logs
  LINE_OPS_JOURNAL            where every attempt to send is noted, outside LINE_OPS_HOME;
                              in a container, a volume of its own
  LINE_OPS_CHANNEL            name of the configured channel to use
  LINE_CHANNEL_ID             with LINE_CHANNEL_SECRET: a channel without a name, for CI;
  LINE_CHANNEL_SECRET         no "channel add" is needed; alone it is enough to sign and verify
                              webhooks: webhook listen, replay, send and verify
  LINE_CHANNEL_ACCESS_TOKEN   use exactly this token for Messaging API calls
  LINE_ASSERTION_KEY_FILE     private JWK of the assertion signing key, in a file
  LINE_ASSERTION_KEY          the same, the JSON itself
  LINE_ASSERTION_KEY_ID       key ID that the console gave for its public half; not
                              needed where the key names it itself, as "kid"
  LINE_OPS_API_URL            other hosts than LINE's; plain http for this machine only
  LINE_OPS_DATA_API_URL
  LINE_OPS_SECRET_STORE       file: a plain file of mode 0600, unless LINE_OPS_SECRET_KEY encrypts it;
                              plain: plain on purpose; keyring: move it behind the keyring. What was
                              encrypted is never written plain again
  LINE_OPS_SECRET_KEY         encrypts the secrets file where there is no keyring; byte for byte,
                              at least 16 characters for a new store
  LINE_OPS_DEBUG=1            show the stack of an error
  GITHUB_ENV, GITHUB_OUTPUT   files of --to github-env and --to github-output
  CI                          never ask, like --no-input
  NO_COLOR, FORCE_COLOR       no colours, or colours also into a pipe
  ACCESSIBLE=1, TERM=dumb     no redrawn lines; a table that is too wide is told row by row
  COLUMNS                     how wide tables are where there is no terminal; else 80

White space, a byte order mark, one pair of quotes and "Bearer " around a credential are taken off.
What then cannot be one is exit 2 before any request.

Which token a Messaging API call uses: LINE_CHANNEL_ACCESS_TOKEN; else the channel's stored live
token with the most life left; else a stateless token issued for this run and kept in memory. A stored
token that LINE no longer takes is recorded as gone, and the next one is used.`;

const EXIT_CODES = `  0    done
  1    a bug, or a failure that no other row names
  2    wrong usage: unknown option, missing or malformed argument, nobody to ask; no request was made
  3    a check ran and found errors
  4    credentials missing, refused or expired
  5    refused by a limit: a token limit, the monthly quota, or a rate limit that outlasted us
  6    LINE not reachable, or still failing after all retries, and nothing in doubt
  7    a broadcast ended incomplete and can be resumed, or has batches whose fate is unknown
  8    LINE refused the request (another 4xx)
  130  cancelled: you said no, or Ctrl-C; 143: SIGTERM, or the terminal went away; state is saved

With --json the error is one line on stderr:
  {"schema":"line-ops/error@1","error":{"code","kind","message","hint","requestId","details","exitCode"}}`;

/** Made when it is asked for: the rules are not loaded for any other help. */
async function limits(): Promise<string> {
  const [{ everyRule }, { rateLimitOf }, { grouped }] = await Promise.all([
    import('../../domain/messages/registry/explained.js'),
    import('../../domain/line/rate-limits.js'),
    import('../../domain/text/grouped.js'),
  ]);
  const rules = everyRule();
  const limitOf = (name: string) => rules.find((rule) => rule.name === name)?.limit;
  const rates = SENDS.map(([what, method, path]) => {
    const { count, periodMs } = rateLimitOf(method, path);
    return `  ${what.padEnd(12)} ${grouped(count).padStart(5)} requests ${PERIODS[periodMs] ?? `in ${periodMs} ms`}`;
  });
  return `Tokens a channel may have alive, per type:
  v2.1         ${TOKEN_LIMITS['v2.1']}   the next issue is refused
  short-lived  ${TOKEN_LIMITS['short-lived']}   LINE silently revokes the oldest; line-ops refuses before that
  long-lived   ${TOKEN_LIMITS['long-lived']}    issued in the console only
  stateless    no limit; 15 minutes, cannot be revoked
  https://developers.line.biz/en/docs/basics/channel-access-token/

Sending, per channel:
${rates.join('\n')}
  https://developers.line.biz/en/reference/messaging-api/#rate-limits
  Retry keys live 24 hours.

A request:
  messages     ${limitOf('message-count')} message objects
  recipients   ${limitOf('recipient-count')}
  size         ${limitOf('body-size')}

Messages are checked against ${rules.length} rules: line-ops message rules lists them, and
line-ops message rules <rule> has the limits of one, such as max-length or count.`;
}

const SENDS = [
  ['multicast', 'POST', '/v2/bot/message/multicast'],
  ['push', 'POST', '/v2/bot/message/push'],
  ['narrowcast', 'POST', '/v2/bot/message/narrowcast'],
  ['broadcast', 'POST', '/v2/bot/message/broadcast'],
] as const;

const PERIODS: Readonly<Record<number, string>> = { 1000: 'a second', 60000: 'a minute', 3600000: 'an hour' };

const TOPICS: Readonly<Record<string, string | (() => Promise<string>)>> = {
  environment: ENVIRONMENT,
  'exit-codes': EXIT_CODES,
  limits,
};

export const TOPIC_NAMES: readonly string[] = Object.keys(TOPICS);

/** The text of a help topic, or null where there is none of that name. */
export async function helpTopic(name: string): Promise<string | null> {
  const topic = Object.hasOwn(TOPICS, name) ? TOPICS[name] : undefined;
  return typeof topic === 'function' ? topic() : (topic ?? null);
}
