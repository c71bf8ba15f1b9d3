import { type Audience, type FetchedContent, hostResults } from '../../domain/doctor/content/audience.js';
import { contentVerdict } from '../../domain/doctor/content/judge.js';
import { type ContentTarget, contentTargets, messagesOf } from '../../domain/doctor/content/targets.js';
import { type ExaminationResult, passed, skipped, type Verdict } from '../../domain/examination/examination.js';
import { LineOpsError } from '../../domain/failure/failure.js';
import { plural } from '../../domain/text/grouped.js';
import type { Deps } from '../../ports/deps.js';
import type { ContentServers } from '../../ports/doctor/content-servers.js';
import { friendsToday } from '../channels/account-size.js';
import type { ChannelAtLine } from '../channels/channel-at-line.js';
import { readMessageDocument } from '../messages/message-document.js';
import type { Patient } from './visit.js';

/** Files fetched in one run, and how many at the same time: the server is somebody's. */
const MOST_FILES = 100;
const AT_ONCE = 4;

const MEGABYTE = 1_048_576;
/** A file of no stated length is read no further than this: a video may be 200 MB. */
const MOST_BYTES = 32 * MEGABYTE;

const GUIDELINES = 'https://developers.line.biz/en/docs/partner-docs/development-guidelines/';

/**
 * Fetches everything that the messages of a file point at, as far as its header, holds it against LINE's limits, and
 * says how many people will fetch it from which host.
 *
 * @throws {LineOpsError} `usage` where the file cannot be read.
 */
export async function examineContent(path: string, patient: Patient): Promise<readonly ExaminationResult[]> {
  const { deps, extraCas } = patient;
  const document = await readMessageDocument(path, 'multicast', await deps.messageFiles());
  const errors = document.findings.filter(({ severity }) => severity === 'error').length;
  const targets = contentTargets(messagesOf(document.value));
  const head = { id: 'messages', title: 'Messages', docs: GUIDELINES, ...messagesVerdict(errors, targets) };
  if (targets.length === 0) return [head];
  for (const { url } of targets) hidePassword(url, deps);
  const fetched = await fetchAll(targets.slice(0, MOST_FILES), extraCas, await deps.contentServers());
  return [
    head,
    ...fetched.map(({ target, reply }, index) => ({
      ...placed(target, index),
      ...contentVerdict(target.url, target.kind, reply),
    })),
    ...targets.slice(MOST_FILES).map((target, index) => ({
      ...placed(target, MOST_FILES + index),
      ...skipped(`${target.url}: not fetched, one run fetches ${MOST_FILES} files`),
    })),
    ...hostResults(fetched, await audienceOf(patient)),
  ];
}

/** Whoever gets the message can read it; a log of CI need not. */
function hidePassword(url: string, { redactor }: Pick<Deps, 'redactor'>): void {
  const password = URL.canParse(url) ? new URL(url).password : '';
  if (password !== '') redactor.register(password);
}

function messagesVerdict(errors: number, targets: readonly ContentTarget[]): Verdict {
  const count = plural(targets.length, 'file');
  const found = targets.length === 0 ? 'they point at no file' : `they point at ${count}`;
  if (errors === 0) return passed(found);
  const hint = 'See what: line-ops message validate <file>';
  return {
    status: 'fail',
    detail: `${found}; LINE would refuse them for ${errors} other ${errors === 1 ? 'thing' : 'things'}`,
    hint,
  };
}

function placed({ kind, pointer }: ContentTarget, index: number): Pick<ExaminationResult, 'id' | 'title' | 'docs'> {
  return { id: `content-${index + 1}`, title: `${kind.name} at ${pointer}`, docs: kind.docs };
}

/** In their order, each URL once. */
async function fetchAll(
  targets: readonly ContentTarget[],
  extraCas: readonly string[],
  servers: ContentServers,
): Promise<readonly FetchedContent[]> {
  const replies = new Map<string, ReturnType<ContentServers['fetch']>>();
  const urls = [...new Set(targets.map(({ url }) => url))];
  const left = urls.values();
  const work = async () => {
    for (const url of left) {
      const largest = Math.max(...targets.filter((target) => target.url === url).map(({ kind }) => kind.maxMegabytes));
      const maxBytes = Math.min(MOST_BYTES, largest * MEGABYTE + 1);
      const reply = isHttps(url) ? servers.fetch(url, { maxBytes, extraCas }) : Promise.resolve(NOT_ASKED);
      replies.set(url, reply);
      await reply;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return Promise.all(targets.map(async (target) => ({ target, reply: (await replies.get(target.url)) ?? NOT_ASKED })));
}

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}

const NOT_ASKED = { type: 'failed', why: 'it is no https URL' } as const;

/** Where LINE cannot be asked, the files are looked at all the same. */
async function audienceOf(patient: Patient): Promise<Audience> {
  try {
    const { api, tokens, channel }: ChannelAtLine = await patient.atLine();
    const id = channel.botUserId ?? channel.id;
    const friends = await friendsToday({ id, mayStore: true }, { ...patient.deps, api, tokens });
    return friends === null ? { why: 'LINE has no figure for the last days' } : { friends };
  } catch (error) {
    if (error instanceof LineOpsError) return { why: (await patient.errorWords(error)).message };
    throw error;
  }
}
