import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CHECKS, QUESTIONS } from '../src/domain/doctor/checklist.js';

const PAGE = join('docs', 'before-you-release.md');

it('the page "Before you release" says what the checklist of doctor says', () => {
  // UPDATE_PAPERS=1 writes it anew after a change of the list.
  if (process.env['UPDATE_PAPERS'] === '1') writeFileSync(PAGE, page());
  expect(readFileSync(PAGE, 'utf8')).toBe(page());
});

function page(): string {
  return `# Before you release

The job: know that an account is ready before it is used. What LINE's guidelines ask, as far as a program can see it, is checked; the rest are questions, asked once and remembered with
name and day. \`line-ops doctor\` goes through this list; both are made from one table.

\`\`\`console
$ line-ops doctor --answered-by Sato --answer roles-console=yes --answer 'unsend=no:with bot 2.4'
Release checklist of shop

pass     Runtime: Node 20.20.2, OpenSSL 3.0.19; nothing below TLS 1.2 is spoken
…
warn     Life of t-xp65h3bc (newsletter): v2.1, 3 d left
         hint: Replace it: line-ops token rotate t-xp65h3bc --to <where>
         https://developers.line.biz/en/docs/basics/channel-access-token/#use-repeatedly
…
pass     Roles in the LINE Developers Console: yes, said Sato on 2026-11-27
ask      Roles in the LINE Official Account Manager: Do only the right people
         manage the account in the LINE Official Account Manager?
         hint: line-ops doctor --answer roles-manager=yes, or 'roles-manager=no:
         <why>'
         https://developers.line.biz/en/docs/partner-docs/development-guidelines/
…
fail     Unsent messages: no, said Sato on 2026-11-27: with bot 2.4
         hint: Delete the message with that ID from views, stores and exports
         when an unsend event comes.
         https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-unsend-message
…
failed: 1 failed, 2 passed with a warning, 8 to be answered, 16 passed
error: doctor failed: Unsent messages
hint: Each result says what was found, what to change, and the official page.
\`\`\`

- [Guidelines for corporate customers](https://developers.line.biz/en/docs/partner-docs/development-guidelines/)
- [Messaging API development guidelines](https://developers.line.biz/en/docs/messaging-api/development-guidelines/)

\`pass\`, \`warn\` and \`fail\` say how a point stands; \`unknown\` is what could not be found out, \`skip\` what means nothing because a point
before it did not pass, \`ask\` a question that nobody has answered. Exit 3 where something fails; with \`--strict\` also for \`warn\` and
\`unknown\`. It sends nothing but empty lists of events to the bot, and changes nothing but answers.

\`--all-channels\` goes through every configured channel, \`--format github|junit\` is for CI. \`--json\` is
\`{"schema":"line-ops/doctor@1","channel","ok","checks":[{"id","title","status","detail","hint","docs"}]}\`.

## What the program looks at

${rows(CHECKS.map(({ id, title, looksAt, why, docs }) => [`\`${id}\``, titled(title, docs), looksAt, why]))}

\`token-life\` is a line for each token (\`token-life-t-0abc1def\`), and one for that of \`LINE_CHANNEL_ACCESS_TOKEN\` (\`token-life-environment\`).

## What it asks

Yes is right. On a terminal each question is asked once; elsewhere \`line-ops doctor --answer <id>=yes\` (or \`=no:<why>\`) answers it, and takes
the place of an earlier answer; \`--yes\` answers none. An answer is kept with the channel's settings, with who gave it (\`--answered-by\`, else the
user of the computer) and the day; it follows \`channel rename\`, and goes with \`channel remove\`. A channel of the environment has no place for
answers: they count for that run.

${rows(QUESTIONS.map(({ id, title, question, why, docs }) => [`\`${id}\``, titled(title, docs), question, why]))}

## What messages point at

\`line-ops doctor --messages <file>\` fetches every image, video and audio file of the messages, as far as its header, and nothing else: https with
TLS 1.2 or later and a certificate that everybody trusts, type, size and pixels against LINE's limits, redirects, private addresses; and says how
many friends will fetch how much from which host (\`unknown\` where LINE cannot be asked). At most 100 files a run, 15 s each: these two numbers are ours.
\`--ca <file>\` trusts a CA of a test set-up, for the bot server too.

\`\`\`console
$ line-ops doctor --messages sale.json --ca ca.pem
What sale.json points at

pass     Messages: they point at 2 files
warn     Image at /0/originalContentUrl: https://localhost:18443/sale.jpg: JPEG,
         1040 x 780, 612 KB, TLS 1.3; 127.0.0.1 is a private address
…
fail     Preview at /0/previewImageUrl: https://localhost:18443/sale-small.jpg:
         JPEG, 2080 x 1560, 1.4 MB, TLS 1.3; over 1 MB; 127.0.0.1 is a private
         address
…
pass     Load on localhost:18443: 2 files, up to 2 MB a person, fetched by up to
         2,000 people: 4 GB in all
\`\`\`
`;
}

function rows(cells: readonly (readonly string[])[]): string {
  return [['ID', 'Point', 'What', 'Why'], ['---', '---', '---', '---'], ...cells]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function titled(title: string, docs: string | null): string {
  return docs === null ? title : `[${title}](${docs})`;
}
