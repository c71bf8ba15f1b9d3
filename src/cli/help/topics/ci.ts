import { type Chapter, commands, rows, text } from './content.js';

export const CI_TOPIC: readonly Chapter[] = [
  {
    title: 'Nobody is asked',
    blocks: [
      text(
        'Where CI is set, stdin is no terminal, or --no-input is given, nothing is asked and nothing waits for an answer. What is missing is exit 2, and the hint names the option: --yes, or --confirm-channel on a production channel. broadcast resume --confirm-plan runs exactly the plan that somebody looked at.',
      ),
    ],
  },
  {
    title: 'Variables',
    blocks: [
      rows(
        ['LINE_CHANNEL_ID', 'with LINE_CHANNEL_SECRET it is all that a job needs: no "channel add"'],
        ['LINE_ASSERTION_KEY', 'and LINE_ASSERTION_KEY_ID, for v2.1 tokens'],
        ['LINE_OPS_HOME', 'a folder that is kept from job to job: what was sent stands there'],
        ['LINE_OPS_JOURNAL', 'a second one; without both, a broadcast cannot be resumed'],
        ['LINE_OPS_STATE_URL', 'in their place a PostgreSQL server, for runners that keep nothing'],
        ['LINE_OPS_SECRET_KEY', 'encrypts stored secrets, as a runner has no keyring'],
      ),
      text('Secrets come from variables, files or stdin; never from arguments. See: line-ops help environment'),
    ],
  },
  {
    title: 'Exit codes that a job may want to tell apart',
    blocks: [
      rows(
        ['3', 'a check found something: the job fails, nothing is broken'],
        [
          '6',
          'LINE cannot be reached, and nothing is in doubt: try again later; what is stored goes on with broadcast resume',
        ],
        ['7', 'incomplete or in doubt: broadcast resume goes on, nobody gets it twice; never send it anew'],
      ),
      text('All of them: line-ops help exit-codes'),
    ],
  },
  {
    title: 'GitHub Actions and other runners',
    blocks: [
      rows(
        ['--format github', 'annotations at the line of the file: message validate, webhook check, doctor'],
        ['--format sarif', 'message validate, for code scanning'],
        ['--format junit', 'webhook check and doctor, for GitLab and Jenkins'],
        ['--to github-env:VAR', 'token rotate hands the token to later steps, masked; github-output:name too'],
      ),
      commands('line-ops message validate --format github messages/', 'TOKEN="$(line-ops token get)"'),
    ],
  },
  {
    title: 'cron and systemd timers',
    blocks: [
      text('Each ends by itself, is silent where there is nothing to do, and can run again at any time:'),
      commands(
        'line-ops token check --within 7d --quiet',
        'line-ops worker --drain --quiet',
        'line-ops token rotate --label prod --if-expires-within 7d --to env-file:/etc/bot.env:TOKEN --yes --quiet',
      ),
    ],
  },
];
