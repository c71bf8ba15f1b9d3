import type { Verb } from './verb.js';

/** Reads a verb in: only what is on the line is loaded, for start-up is a feature. */
type LoadVerb = () => Promise<Verb>;

interface Noun {
  readonly summary: string;
  /** By their words, in the order of the help; a noun that is a verb itself has its own. */
  readonly verbs: Readonly<Record<string, LoadVerb>> | LoadVerb;
}

/** Every verb there is, in the order of the help. */
export const NOUNS: Readonly<Record<string, Noun>> = {
  init: {
    summary:
      'add a channel step by step: what to copy from the console, a signing key, a test push; goes on where it was left',
    verbs: async () => (await import('./init.js')).init,
  },
  status: {
    summary:
      'how the channel stands: tokens that end soon, what is unfinished or due, quota, webhook, and what to do next',
    verbs: async () => (await import('./status.js')).status,
  },
  channel: {
    summary: 'configure the channels to work on',
    verbs: {
      add: async () => (await import('./channel/add.js')).channelAdd,
      list: async () => (await import('./channel/list.js')).channelList,
      use: async () => (await import('./channel/use.js')).channelUse,
      show: async () => (await import('./channel/show.js')).channelShow,
      rename: async () => (await import('./channel/rename.js')).channelRename,
      remove: async () => (await import('./channel/remove.js')).channelRemove,
    },
  },
  key: {
    summary: 'make and register assertion signing keys',
    verbs: {
      generate: async () => (await import('./key/generate.js')).keyGenerate,
      'set-id': async () => (await import('./key/set-id.js')).keySetId,
    },
  },
  token: {
    summary: 'issue, list, check, rotate and revoke channel access tokens',
    verbs: {
      issue: async () => (await import('./token/issue.js')).tokenIssue,
      get: async () => (await import('./token/get.js')).tokenGet,
      list: async () => (await import('./token/list.js')).tokenList,
      verify: async () => (await import('./token/verify.js')).tokenVerify,
      check: async () => (await import('./token/check.js')).tokenCheck,
      rotate: async () => (await import('./token/rotate.js')).tokenRotate,
      revoke: async () => (await import('./token/revoke.js')).tokenRevoke,
      forget: async () => (await import('./token/forget.js')).tokenForget,
      import: async () => (await import('./token/import.js')).tokenImport,
      limits: async () => (await import('./token/limits.js')).tokenLimits,
    },
  },
  message: {
    summary: 'start, validate, preview and mend message objects, explain the rules; send one to one person',
    verbs: {
      validate: async () => (await import('./message/validate.js')).messageValidate,
      new: async () => (await import('./message/new.js')).messageNew,
      fix: async () => (await import('./message/fix.js')).messageFix,
      preview: async () => (await import('./message/preview.js')).messagePreview,
      push: async () => (await import('./message/push.js')).messagePush,
      rules: async () => (await import('./message/rules.js')).messageRules,
    },
  },
  broadcast: {
    summary: 'send one message to many, in stages, each person exactly once',
    verbs: {
      plan: async () => (await import('./broadcast/plan.js')).broadcastPlan,
      create: async () => (await import('./broadcast/create.js')).broadcastCreate,
      send: async () => (await import('./broadcast/send.js')).broadcastSend,
      resume: async () => (await import('./broadcast/resume.js')).broadcastResume,
      show: async () => (await import('./broadcast/show.js')).broadcastShow,
      pause: async () => (await import('./broadcast/pause.js')).broadcastPause,
      cancel: async () => (await import('./broadcast/cancel.js')).broadcastCancel,
      report: async () => (await import('./broadcast/report.js')).broadcastReport,
      export: async () => (await import('./broadcast/export.js')).broadcastExport,
      insight: async () => (await import('./broadcast/insight.js')).broadcastInsight,
      verify: async () => (await import('./broadcast/verify.js')).broadcastVerify,
      resolve: async () => (await import('./broadcast/resolve.js')).broadcastResolve,
      list: async () => (await import('./broadcast/list.js')).broadcastList,
      prune: async () => (await import('./broadcast/prune.js')).broadcastPrune,
    },
  },
  audience: {
    summary: "the account's audiences at LINE: list, show, create of a list of user IDs, delete",
    verbs: {
      list: async () => (await import('./audience/list.js')).audienceList,
      show: async () => (await import('./audience/show.js')).audienceShow,
      create: async () => (await import('./audience/create.js')).audienceCreate,
      delete: async () => (await import('./audience/delete.js')).audienceDelete,
    },
  },
  user: {
    summary: 'who follows the account, and what this state and LINE know of one person',
    verbs: {
      list: async () => (await import('./user/list.js')).userList,
      show: async () => (await import('./user/show.js')).userShow,
    },
  },
  worker: {
    summary: 'run the broadcasts that are due, each at its time; -c may be repeated',
    verbs: async () => (await import('./worker.js')).worker,
  },
  webhook: {
    summary: "show, set, test and examine the channel's webhook; send and receive webhooks here",
    verbs: {
      show: async () => (await import('./webhook/show.js')).webhookShow,
      set: async () => (await import('./webhook/set.js')).webhookSet,
      test: async () => (await import('./webhook/test.js')).webhookTest,
      check: async () => (await import('./webhook/check.js')).webhookCheck,
      send: async () => (await import('./webhook/send.js')).webhookSend,
      listen: async () => (await import('./webhook/listen.js')).webhookListen,
      replay: async () => (await import('./webhook/replay.js')).webhookReplay,
      verify: async () => (await import('./webhook/verify.js')).webhookVerify,
    },
  },
  login: {
    summary: 'check callback URLs and ID tokens of LINE Login',
    verbs: {
      'check-callbacks': async () => (await import('./login/check-callbacks.js')).loginCheckCallbacks,
      'verify-id-token': async () => (await import('./login/verify-id-token.js')).loginVerifyIdToken,
    },
  },
  quota: {
    summary: "show this month's message quota",
    verbs: async () => (await import('./quota.js')).quota,
  },
  api: {
    summary: "call any endpoint of LINE's API with the channel's token",
    verbs: async () => (await import('./api.js')).api,
  },
  state: {
    summary:
      'where everything is kept: look at it, move it to a server that a team shares or back, write it out, check it',
    verbs: {
      show: async () => (await import('./state/show.js')).stateShow,
      move: async () => (await import('./state/move.js')).stateMove,
      export: async () => (await import('./state/export.js')).stateExport,
      check: async () => (await import('./state/check.js')).stateCheck,
    },
  },
  log: {
    summary: 'read the log of API requests',
    verbs: {
      list: async () => (await import('./log/list.js')).logList,
      show: async () => (await import('./log/show.js')).logShow,
      export: async () => (await import('./log/export.js')).logExport,
      prune: async () => (await import('./log/prune.js')).logPrune,
      check: async () => (await import('./log/check.js')).logCheck,
    },
  },
  doctor: {
    summary: 'go through the release checklist: what a program can see is checked, the rest is asked once',
    verbs: async () => (await import('./doctor.js')).doctor,
  },
  emulator: {
    summary: 'run a LINE platform on this machine, for tests',
    verbs: {
      start: async () => (await import('./emulator/start.js')).emulatorStart,
      exec: async () => (await import('./emulator/exec.js')).emulatorExec,
      stop: async () => (await import('./emulator/stop.js')).emulatorStop,
      list: async () => (await import('./emulator/list.js')).emulatorList,
    },
  },
  completion: {
    summary: 'print the script by which a shell completes commands, channels, tokens and broadcasts',
    verbs: async () => (await import('./completion.js')).completion,
  },
  demo: {
    summary: 'watch the main job, end to end, against the emulator',
    verbs: async () => (await import('./demo.js')).demo,
  },
  explain: {
    summary: 'what an error code, an exit code, or a status or message of LINE means, and what to do',
    verbs: async () => (await import('./explain.js')).explain,
  },
  schema: {
    summary: 'list the JSON documents that --json prints, or print the JSON Schema of one',
    verbs: async () => (await import('./schema.js')).schema,
  },
};
