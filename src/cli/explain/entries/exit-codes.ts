import type { Entries } from '../entry.js';

/** By the number that a command ends with; `help exit-codes` has the list. */
export const EXIT_CODE_ENTRIES: Entries<'0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '130' | '143'> = {
  0: {
    means: 'The command did what it was asked for. A check found nothing wrong.',
    causes: ['All is well.'],
    next: ['Nothing has to be done.'],
  },
  1: {
    means: "Something failed that is neither LINE's nor the command line's, or it is a fault of line-ops.",
    causes: [
      'A full disk, a file that cannot be written, a state that another process holds.',
      'Code INTERNAL: a fault of line-ops.',
    ],
    next: [
      'The code of the error says more: run it with `--json`, and explain the code.',
      'For INTERNAL run it with LINE_OPS_DEBUG=1 and report what it prints.',
    ],
  },
  2: {
    means: 'The command line cannot be carried out as it stands. Nothing was changed, here or at LINE.',
    causes: [
      'An option or a word is wrong or missing.',
      'A question would have to be answered, and nobody can answer in a script.',
      'A bound that you set was passed, such as `--max-recipients`.',
    ],
    next: ['Read the hint; `--help` behind the command shows the form.', 'In a script agree with `--yes`.'],
  },
  3: {
    means: 'A check ran to its end and found something. The command itself worked.',
    causes: ['Messages with errors, a token that ends soon, a webhook that is not as LINE asks for.'],
    next: [
      'Read what was found; `--json` has it for programs.',
      'In a pipeline treat it as a failed test, not as a crash.',
    ],
  },
  4: {
    means: 'Credentials are missing, wrong or over. Nothing was sent.',
    causes: [
      'A variable is not handed to the job.',
      'The channel secret was reissued, or the token has ended.',
      'The stored secrets cannot be opened here.',
    ],
    next: [
      'See what is configured and what LINE says: `line-ops channel show`.',
      'See each token: `line-ops token check`.',
    ],
  },
  5: {
    means: 'A limit stands in the way. Nothing was issued or sent beyond it.',
    causes: [
      'As many tokens are alive as LINE allows.',
      "The month's quota does not suffice.",
      'LINE refused by rate for longer than the command waits.',
    ],
    next: ['See tokens and quota: `line-ops token limits`, `line-ops quota`.'],
  },
  6: {
    means: 'LINE could not be reached, or failed each time it was asked. Nothing is in doubt.',
    causes: ['The network, a proxy, or an incident at LINE.'],
    next: ['Look at https://api.line-status.info/ and run the command again: a job may simply repeat it later.'],
  },
  7: {
    means:
      'A broadcast has not come to its end: people are left, or nobody can tell of some whether they got it. All of it is written down.',
    causes: ['The quota ended, a gate said no, an error budget was spent, or it was paused.', 'Answers were lost.'],
    next: [
      'See which and why: `line-ops broadcast list`.',
      'Go on, which sends nothing twice: `line-ops broadcast resume <id>`. Never create it anew.',
    ],
  },
  8: {
    means: 'LINE refused the request. Repeating it unchanged changes nothing.',
    causes: ['A message, an ID or a state that LINE does not take.', 'The account may not use that API.'],
    next: [
      'Read what LINE names; its text can be explained: `line-ops explain - < answer.json`.',
      'See the request: `line-ops log list --since 1h --status 4xx`.',
    ],
  },
  130: {
    means: 'You said no, or Ctrl-C ended it. State is saved, and nothing was begun afterwards.',
    causes: ['A question was answered with no.', 'Ctrl-C, or SIGINT of a runner.'],
    next: ['See what is unfinished: `line-ops status`.'],
  },
  143: {
    means: 'SIGTERM ended it, or the terminal went away. State is saved.',
    causes: ['A time limit of a job, a shutdown, `kill`.', 'The ssh session ended.'],
    next: ['See what is unfinished: `line-ops status`.', 'Go on with a broadcast: `line-ops broadcast resume <id>`.'],
  },
};
