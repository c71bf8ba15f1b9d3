/** Words of other tools, and what they are here: the likeliest first. Loaded on a mistake alone. */
type Synonyms = Readonly<Record<string, readonly string[]>>;

/** Whoever asks how things stand gets what only looks, never what sends, issues or ends something. */
const LOOKS = [
  'status',
  'state',
  'info',
  'get',
  'view',
  'describe',
  'inspect',
  'details',
  'stat',
  'display',
  'cat',
  'print',
];
const LISTS = ['ls', 'll', 'all', 'index', 'search', 'find', 'query', 'count', 'dir'];
/** What changes nothing in other tools. */
export const LOOKING: ReadonlySet<string> = new Set([...LOOKS, ...LISTS]);
const CHECKS = ['test', 'validate', 'lint', 'audit', 'doctor', 'diagnose'];
const ENDS = ['rm', 'delete', 'del', 'remove', 'destroy', 'unset', 'erase'];
const MAKES = ['create', 'new', 'add', 'make', 'init'];
const HISTORY = ['history', 'log', 'logs', 'stats', 'statistics', 'metrics', 'result', 'results', 'summary'];

const each = (words: readonly string[], ...verbs: readonly string[]): Synonyms =>
  Object.fromEntries(words.map((word) => [word, verbs]));

/** By noun: what somebody types for a verb of it. */
export const VERB_SYNONYMS: Readonly<Record<string, Synonyms>> = {
  channel: {
    ...each([...LOOKS, ...CHECKS, 'whoami', 'current', 'who'], 'show', 'list'),
    ...each(LISTS, 'list'),
    ...each([...MAKES, 'register', 'import', 'login', 'connect', 'configure', 'set'], 'add'),
    ...each([...ENDS, 'forget', 'logout', 'disconnect'], 'remove'),
    ...each(['switch', 'select', 'default', 'checkout', 'activate'], 'use'),
    ...each(['mv', 'move'], 'rename'),
  },
  key: {
    ...each([...MAKES, 'gen', 'keygen', 'rotate', 'issue'], 'generate'),
    ...each(['register', 'set', 'id', 'setid', 'kid', 'import'], 'set-id'),
  },
  token: {
    ...each([...LOOKS, 'show', 'who'], 'list', 'verify'),
    ...each(LISTS, 'list'),
    ...each([...CHECKS, 'expiry', 'expires', 'expiring', 'monitor'], 'verify', 'check'),
    // `get` of this tool may issue one, and is known already.
    ...each([...MAKES, 'generate', 'request', 'mint'], 'issue'),
    ...each([...ENDS, 'invalidate', 'kill', 'end', 'expire', 'disable'], 'revoke'),
    ...each(['refresh', 'renew', 'replace', 'update', 'roll'], 'rotate'),
    ...each(['load', 'register'], 'import'),
    ...each(['quota', 'usage', 'max'], 'limits'),
    ...each(HISTORY, 'list'),
  },
  message: {
    ...each(['check', 'lint', 'verify', 'test', 'audit', 'status', 'info', 'doctor'], 'validate'),
    ...each(['show', 'view', 'render', 'display', 'open', 'draw', 'cat', 'print', 'get', 'inspect'], 'preview'),
    ...each(['create', 'add', 'make', 'init', 'template', 'sample', 'example', 'templates'], 'new'),
    ...each(['repair', 'mend', 'format', 'fmt', 'correct'], 'fix'),
    ...each(['rule', 'list', ...LISTS, 'docs', 'explain', 'schema'], 'rules'),
  },
  broadcast: {
    ...each([...LOOKS, 'watch', 'progress', 'tail', 'follow', 'wait'], 'show', 'list'),
    ...each([...LISTS, 'sent', 'queue', 'pending', 'jobs'], 'list'),
    ...each([...HISTORY, 'who', 'errors'], 'report', 'list'),
    ...each(['opens', 'clicks', 'analytics', 'seen', 'read', 'insights'], 'insight', 'list'),
    ...each(['check', ...CHECKS], 'verify', 'plan'),
    ...each(['dry-run', 'dryrun', 'preview', 'estimate', 'simulate', 'try', 'diff'], 'plan'),
    ...each(['new', 'add', 'make', 'schedule', 'init', 'prepare', 'draft'], 'create'),
    ...each(['continue', 'unpause', 'restart', 'retry'], 'resume'),
    ...each(['stop', 'hold', 'suspend'], 'pause'),
    ...each(['abort', 'kill'], 'cancel'),
    ...each(['start', 'run', 'begin', 'launch', 'go', 'deliver'], 'resume', 'send'),
    ...each(['download', 'dump', 'recipients', 'users'], 'export'),
    ...each([...ENDS, 'clean', 'cleanup', 'gc'], 'prune'),
  },
  audience: {
    ...each([...LOOKS, ...HISTORY, 'members', 'check', 'verify'], 'show', 'list'),
    ...each(LISTS, 'list'),
    ...each(['new', 'add', 'make', 'upload', 'import', 'init'], 'create'),
    ...each(['rm', 'del', 'remove', 'destroy', 'erase'], 'delete'),
  },
  user: {
    ...each([...LOOKS, 'profile', 'who', 'check', 'verify', ...HISTORY], 'show', 'list'),
    ...each([...LISTS, 'followers', 'friends', 'export', 'ids'], 'list'),
  },
  state: {
    ...each([...LOOKS, 'list', ...LISTS, 'where', 'size', 'locks', 'leases'], 'show'),
    ...each(['migrate', 'mv', 'copy', 'transfer', 'push', 'import'], 'move'),
    ...each(['dump', 'backup', 'download', 'save'], 'export'),
    ...each([...CHECKS, 'fsck', 'repair'], 'check'),
  },
  webhook: {
    ...each([...LOOKS, 'list', ...LISTS, 'url', 'endpoint'], 'show'),
    ...each(['validate', 'lint', 'audit', 'doctor', 'diagnose', 'examine', 'tls', 'probe', 'ssl'], 'check'),
    ...each(['ping', 'call'], 'test', 'check'),
    ...each(['update', 'configure', 'change', 'register', ...MAKES], 'set'),
    ...each(['trigger', 'fire', 'emit', 'post', 'bench', 'load'], 'send'),
    ...each(['serve', 'receive', 'tunnel', 'proxy', 'forward', 'watch', 'tail', 'start'], 'listen'),
    ...each(['resend', 'repeat', 'redeliver', 'rerun'], 'replay'),
    ...each(['signature', 'sign', 'hmac'], 'verify'),
  },
  login: {
    ...each(['check', 'callbacks', 'callback', 'validate', 'urls', 'check-callback'], 'check-callbacks'),
    ...each(['verify', 'token', 'id-token', 'decode', 'jwt', 'verify-token'], 'verify-id-token'),
  },
  log: {
    ...each([...LISTS, 'tail', 'follow', 'watch', 'grep', 'history', 'logs', 'status', 'last'], 'list'),
    ...each(['get', 'view', 'describe', 'inspect', 'details', 'info', 'cat'], 'show', 'list'),
    ...each(['dump', 'download', 'save', 'csv', 'tsv'], 'export'),
    ...each([...ENDS, 'clean', 'cleanup', 'rotate', 'truncate'], 'prune'),
    ...each(['verify', 'validate', 'audit', 'lint'], 'check'),
  },
  emulator: {
    ...each([...LISTS, ...LOOKS, 'ps', 'show', 'check'], 'list'),
    ...each(['serve', 'up', 'launch', 'begin', 'create', 'new'], 'start'),
    ...each(['run', 'with'], 'exec'),
    ...each(['down', 'kill', 'end', 'quit', 'rm', 'delete', 'remove', 'destroy'], 'stop'),
  },
};

/** What somebody types in place of a noun: the words of a command line, or of its beginning. */
export const NOUN_SYNONYMS: Synonyms = {
  ...each(
    ['ch', 'account', 'bot', 'profile', 'profiles', 'oa', 'accounts', 'configure', 'config', 'setup', 'whoami'],
    'channel',
  ),
  ...each(['auth', 'signin', 'logout'], 'channel'),
  ...each(['jwk', 'keys', 'keygen'], 'key'),
  ...each(['tok', 'access-token', 'credentials', 'credential', 'secret', 'secrets'], 'token'),
  ...each(['msg', 'msgs', 'flex', 'validate', 'lint', 'template', 'templates'], 'message'),
  ...each(
    [
      'send',
      'campaign',
      'campaigns',
      'multicast',
      'narrowcast',
      'bc',
      'blast',
      'job',
      'jobs',
      'queue',
      'schedule',
      'scheduler',
    ],
    'broadcast',
  ),
  ...each(['audiences', 'segment', 'segments'], 'audience'),
  ...each(['followers', 'follower', 'friends', 'friend', 'people', 'recipients'], 'user'),
  ...each(['hook', 'hooks', 'endpoint', 'listen', 'callback', 'event', 'events', 'trigger'], 'webhook'),
  ...each(['usage', 'limit', 'quotas', 'stats'], 'quota'),
  ...each(['logs', 'history', 'requests'], 'log'),
  ...each(['check', 'diagnose', 'health', 'healthcheck', 'checklist', 'preflight'], 'doctor'),
  ...each(['emu', 'simulator', 'mock', 'sandbox', 'serve', 'server', 'local'], 'emulator'),
  ...each(['example', 'tour', 'quickstart', 'tutorial'], 'demo'),
  ...each(['request', 'curl', 'http', 'rest', 'call'], 'api'),
  ...each(['daemon', 'workers'], 'worker'),
  ...each(['why', 'error', 'errors', 'code'], 'explain'),
  ...each(['completions', 'autocomplete', 'shell'], 'completion'),
  ...each(['schemas', 'jsonschema'], 'schema'),
};

/** What somebody looks for in the help. */
export const TOPIC_SYNONYMS: Synonyms = {
  ...each(['env', 'environ', 'variables', 'vars', 'settings', 'secrets', 'precedence', 'configuration'], 'environment'),
  ...each(
    ['exit', 'exits', 'exit-code', 'exitcodes', 'exitcode', 'exit-status', 'status', 'codes', 'errors'],
    'exit-codes',
  ),
  ...each(['limit', 'rate', 'rates', 'rate-limit', 'rate-limits', 'ratelimits', 'max'], 'limits'),
  ...each(['output', 'ndjson', 'schema', 'schemas', 'documents', 'progress', 'format', 'formats', 'scripting'], 'json'),
  ...each(
    ['github', 'gitlab', 'actions', 'cron', 'systemd', 'pipeline', 'docker', 'container', 'automation', 'jenkins'],
    'ci',
  ),
};

/** What an option is called elsewhere; taken where the verb has the other. */
export const OPTION_SYNONYMS: Synonyms = {
  ...each(['dryrun', 'dry', 'noop', 'no-op', 'whatif', 'what-if', 'simulate', 'plan', 'preview', 'n'], 'dry-run'),
  ...each(['profile', 'account', 'bot', 'channel-name'], 'channel'),
  ...each(['debug', 'trace', 'vv'], 'verbose'),
  ...each(['silent', 's'], 'quiet'),
  ...each(['non-interactive', 'noninteractive', 'no-prompt', 'batch', 'no-interactive', 'no-confirm'], 'no-input'),
  ...each(['no-colour', 'nocolor', 'no-colors', 'monochrome'], 'no-color'),
  ...each(['output', 'o', 'outfile', 'output-file', 'save'], 'out'),
  ...each(['output-format', 'reporter', 'f', 'as'], 'format', 'json'),
  ...each(['recipients', 'users', 'user-ids', 'list', 'target', 'audience'], 'to', 'from'),
  ...each(['message', 'messages-file', 'body', 'content', 'file', 'm'], 'messages', 'file'),
  ...each(['ttl', 'expires', 'expiry', 'lifetime', 'expire-in'], 'expires-in', 'within', 'min-ttl'),
  ...each(['tag', 'description'], 'label'),
  ...each(['schedule', 'start', 'start-at', 'when', 'date', 'time'], 'at'),
  ...each(['delay', 'pause', 'wait', 'sleep'], 'interval'),
  ...each(['limit'], 'max-recipients'),
  ...each(['rps', 'qps', 'throttle', 'speed'], 'rate'),
  ...each(['follow', 'f'], 'watch'),
};
