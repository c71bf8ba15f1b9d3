import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SUBJECT_KINDS, type Subject, type SubjectKind } from '../src/cli/explain/entry.js';
import { KIND_TITLES } from '../src/cli/explain/show.js';
import { SUBJECTS } from '../src/cli/explain/subjects.js';

const PAGE = join('docs', 'troubleshooting.md');

it('the page of troubles says what explain says', () => {
  // UPDATE_PAPERS=1 writes it anew after a change of an entry.
  if (process.env['UPDATE_PAPERS'] === '1') writeFileSync(PAGE, page());
  expect(readFileSync(PAGE, 'utf8')).toBe(page());
});

/** What is met first stands first. */
const ORDER: readonly SubjectKind[] = [
  'exit-code',
  'status',
  ...SUBJECT_KINDS.filter((kind) => !['exit-code', 'status', 'failure'].includes(kind)),
  'failure',
];

function page(): string {
  return `# Troubleshooting

What \`line-ops explain\` says, as a page: ${SUBJECTS.length} codes, statuses and messages, each with what it means, why, the likeliest first, and what to do. At a terminal:

\`\`\`sh
line-ops explain TOKEN_LIMIT_REACHED
line-ops explain 429
line-ops explain "You have reached your monthly limit."
line-ops explain - < job.log
\`\`\`

The code of an error is in its document with \`--json\`; with \`--verbose\` its last line names the command that explains it. A text of LINE may change; what counts is the status.

${ORDER.map((kind) => `- [${KIND_TITLES[kind]}](#${anchorOf(KIND_TITLES[kind])})`).join('\n')}

${ORDER.map(part).join('\n\n')}
`;
}

function part(kind: SubjectKind): string {
  const subjects = SUBJECTS.filter((subject) => subject.kind === kind);
  return `## ${KIND_TITLES[kind]}\n\n${subjects.map(section).join('\n\n')}`;
}

function section(subject: Subject): string {
  const { name, title, means, causes, next, docs } = subject;
  const head = subject.kind === 'exit-code' || subject.kind === 'status' ? title : `\`${name}\``;
  const called = head === title ? [] : [`*${title}*\n`];
  return [
    `### ${head}\n`,
    ...called,
    `${means}\n`,
    ...causes.map((cause) => `- ${cause}`),
    '',
    ...next.map((step, at) => `${at + 1}. ${step}`),
    ...(docs === undefined ? [] : [`\nLINE's page: <${docs}>`]),
  ].join('\n');
}

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
