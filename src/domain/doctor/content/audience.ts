import { STAGED_ABOVE_RECIPIENTS } from '../../broadcast/planning/warnings.js';
import { doubtful, type ExaminationResult, passed, unknowable, type Verdict } from '../../examination/examination.js';
import { grouped } from '../../text/grouped.js';
import { sizeWords } from '../../text/size-words.js';
import type { ContentReply } from './judge.js';
import type { ContentTarget } from './targets.js';

const DOCS = 'https://developers.line.biz/en/docs/partner-docs/development-guidelines/';

/** How many people can get the message; or why nobody knows. */
export type Audience = { readonly friends: number } | { readonly why: string };

/** One URL and what came of it. */
export interface FetchedContent {
  readonly target: ContentTarget;
  readonly reply: ContentReply;
}

/** A line for each host: how many people will fetch how much from it. */
export function hostResults(fetched: readonly FetchedContent[], audience: Audience): readonly ExaminationResult[] {
  const hosts = new Map<string, FetchedContent[]>();
  for (const one of fetched) {
    const host = URL.canParse(one.target.url) ? new URL(one.target.url).host : '';
    if (host !== '') hosts.set(host, [...(hosts.get(host) ?? []), one]);
  }
  return [...hosts].map(([host, contents]) => ({
    id: `host-${host.replaceAll(/[^a-z0-9]+/g, '-')}`,
    title: `Load on ${host}`,
    docs: DOCS,
    ...loadVerdict(contents, audience),
  }));
}

function loadVerdict(contents: readonly FetchedContent[], audience: Audience): Verdict {
  const sizes = new Map(
    contents.map(({ target, reply }) => [target.url, reply.type === 'answer' ? (reply.bytes ?? reply.atLeast) : 0]),
  );
  const each = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  const files = `${sizes.size} ${sizes.size === 1 ? 'file' : 'files'}, up to ${sizeWords(each)} a person`;
  if ('why' in audience) return unknowable(`${files}; how many people fetch them is not known: ${audience.why}`);
  const { friends } = audience;
  const said = `${files}, fetched by up to ${grouped(friends)} people: ${sizeWords(each * friends)} in all`;
  if (friends <= STAGED_ABOVE_RECIPIENTS) return passed(said);
  return doubtful(said, 'Put a CDN before it, or send in stages.');
}
