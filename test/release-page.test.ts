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

What LINE's guidelines ask of an account before it is used, as far as a program can see it, and questions for the rest.
\`line-ops doctor\` goes through this list; both are made from one table.

- [Guidelines for corporate customers](https://developers.line.biz/en/docs/partner-docs/development-guidelines/)
- [Messaging API development guidelines](https://developers.line.biz/en/docs/messaging-api/development-guidelines/)

\`pass\`, \`warn\` and \`fail\` say how a point stands; \`unknown\` is what could not be found out, \`skip\` what means nothing because a point
before it did not pass, \`ask\` a question that nobody has answered. Exit 3 where something fails; with \`--strict\` also for \`warn\` and
\`unknown\`.

## What the program looks at

${rows(CHECKS.map(({ id, title, looksAt, why, docs }) => [`\`${id}\``, titled(title, docs), looksAt, why]))}

\`token-life\` is a line for each token (\`token-life-t-0abc1def\`), and one for that of \`LINE_CHANNEL_ACCESS_TOKEN\` (\`token-life-environment\`).

## What it asks

Yes is right. On a terminal each question is asked once; elsewhere \`line-ops doctor --answer <id>=yes\` (or \`=no:<why>\`) answers it, and takes
the place of an earlier answer. An answer is kept with the channel, with who gave it and the day.

${rows(QUESTIONS.map(({ id, title, question, why, docs }) => [`\`${id}\``, titled(title, docs), question, why]))}

## What messages point at

\`line-ops doctor --messages <file>\` fetches every image, video and audio file of the messages, as far as its header: https with TLS 1.2 or later
and a certificate that everybody trusts, type, size and pixels against LINE's limits, redirects; and says how many friends will fetch how much
from which host.
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
