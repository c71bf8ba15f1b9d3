import { formatDuration } from '../../domain/text/duration.js';
import { visible } from '../../domain/text/visible.js';
import type { KnownBroadcast, KnownNames, KnownToken } from '../../ports/completion/known-names.js';
import type { Completion } from '../verb.js';
import { type Place, placeOf } from './place.js';
import type { CompletionTable, Offer, OptionRow } from './rows.js';

/** What completion looks at. */
export interface Outlook {
  readonly table: CompletionTable;
  readonly known: KnownNames;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: number;
}

/** What a shell is to offer for the word that is typed. */
export interface Reply {
  /** What stands before the offers in the word, such as `--label=`. */
  readonly prefix: string;
  readonly offers: readonly Offer[];
  /** Whether files may stand there too. */
  readonly files: boolean;
  /** The words before a command, which the shell itself completes; null where there is none. */
  readonly commandAt: number | null;
}

const NOTHING: Reply = { prefix: '', offers: [], files: false, commandAt: null };

/** What may stand where `word` is, behind `words`; nothing that is not plain text is ever offered. */
export async function replyTo(words: readonly string[], word: string, outlook: Outlook): Promise<Reply> {
  const place = placeOf(words, word, outlook.table);
  const reply = await replyAt(place, word, outlook);
  const offers = reply.offers.filter(({ value }) => visible(value) === value);
  return { ...reply, offers: offers.map(({ value, says }) => ({ value, says: visible(says) })) };
}

async function replyAt(place: Place, word: string, outlook: Outlook): Promise<Reply> {
  const { wants, options, commandAt } = place;
  if (commandAt !== null) return { ...NOTHING, commandAt };
  if (wants.type === 'value') {
    const value = word.slice(wants.prefix.length);
    return behind(wants.prefix, await offered(wants.option.completes, value, place, outlook));
  }
  if (wants.type === 'nothing') return NOTHING;
  if (word.startsWith('-')) return { ...NOTHING, offers: options.map(optionOffer) };
  switch (wants.type) {
    case 'noun':
      return { ...NOTHING, offers: summaries(outlook.table.nouns) };
    case 'verb':
      return { ...NOTHING, offers: summaries(wants.noun.verbs) };
    case 'argument': {
      // Where no word can follow, options are what is left.
      if (wants.argument === null) return { ...NOTHING, offers: word === '' ? options.map(optionOffer) : [] };
      const reply = await offered(wants.argument.completes, word, place, outlook);
      return { ...reply, offers: reply.offers.filter(({ value }) => !wants.before.includes(value)) };
    }
  }
}

function behind(prefix: string, reply: Reply): Reply {
  return { ...reply, prefix: `${prefix}${reply.prefix}` };
}

function summaries(rows: Readonly<Record<string, { readonly summary: string }>>): readonly Offer[] {
  return Object.entries(rows).map(([value, { summary }]) => ({ value, says: firstSentence(summary) }));
}

function optionOffer({ flag, summary, isRequired }: OptionRow): Offer {
  return { value: flag, says: `${isRequired ? 'required: ' : ''}${firstSentence(summary)}` };
}

/** There is one line for it. */
function firstSentence(summary: string): string {
  return summary.split(/[.;] /, 1)[0] ?? summary;
}

/** Begins a list with commas, of which only the last word is typed. */
const LISTED = /^.*,/s;

/** Where a file stands behind a word. */
const BEFORE_FILE = /^env-file:/;

async function offered(
  completes: readonly Completion[],
  value: string,
  place: Place,
  outlook: Outlook,
): Promise<Reply> {
  const [beforeFile] = BEFORE_FILE.exec(value) ?? [];
  if (beforeFile !== undefined && completes.some((one) => one.includes(beforeFile)))
    return { ...NOTHING, prefix: beforeFile, files: true };
  const [prefix = ''] = (completes.includes('event') && LISTED.exec(value)) || [];
  const offers = await Promise.all(completes.map((one) => offersOf(one, place, outlook)));
  return { prefix, offers: offers.flat(), files: completes.includes('file'), commandAt: null };
}

async function offersOf(what: Completion, place: Place, outlook: Outlook): Promise<readonly Offer[]> {
  if (typeof what !== 'string') return what.map((value) => ({ value, says: '' }));
  const { known, table } = outlook;
  switch (what) {
    case 'file':
      return [];
    case 'command line':
      return [{ value: '--', says: 'then the command' }];
    case 'channel':
      return known
        .channels()
        .map(({ name, botName, isCurrent }) => ({ value: name, says: words(botName, isCurrent && 'current') }));
    case 'token':
      return (await tokensOf(place, outlook)).map((token) => tokenOffer(token, outlook));
    case 'live token':
      return (await tokensOf(place, outlook))
        .filter((token) => isLive(token, outlook))
        .map((token) => tokenOffer(token, outlook));
    case 'label':
      return labelsOf(await tokensOf(place, outlook), outlook);
    case 'broadcast':
      return broadcastOffers((one) => one.via !== 'push' || !isOver(one), outlook);
    case 'unfinished broadcast':
      return broadcastOffers((one) => !isOver(one), outlook);
    case 'audience':
    case 'audience word':
      return audienceOffers(what === 'audience' ? '' : 'audience:', place, outlook);
    case 'emulator':
      return known.emulators().map(({ url, pid }) => ({ value: url, says: `process ${pid}` }));
    case 'help':
      return helpOffers(place, table);
    default:
      return table.words[what];
  }
}

function words(...parts: readonly (string | null | false)[]): string {
  return parts.filter((part) => part !== null && part !== false && part !== '').join(', ');
}

/** The ID of the channel that the command will work on; null where that cannot be told from here. */
function channelIdOf({ channel }: Place, { known, env }: Outlook): string | null {
  const named = channel ?? (env['LINE_OPS_CHANNEL']?.trim() || null);
  if (named === null && env['LINE_CHANNEL_ID']) return env['LINE_CHANNEL_ID'].trim();
  const channels = known.channels();
  const wanted = channels.find(({ name, isCurrent }) => (named === null ? isCurrent : name === named));
  return (wanted ?? (named === null && channels.length === 1 ? channels[0] : undefined))?.channelId ?? null;
}

/** The live ones first, and of them what ends soonest, as everywhere. */
async function tokensOf(place: Place, outlook: Outlook): Promise<readonly KnownToken[]> {
  const tokens = await outlook.known.tokens(channelIdOf(place, outlook));
  const live = tokens.filter((token) => isLive(token, outlook)).toSorted((a, b) => endOf(a) - endOf(b));
  return [...live, ...tokens.filter((token) => !live.includes(token))];
}

function endOf({ expiresAt }: KnownToken): number {
  return expiresAt ?? Number.MAX_SAFE_INTEGER;
}

function isLive({ state, expiresAt }: KnownToken, { now }: Outlook): boolean {
  return state === 'active' && (expiresAt === null || now < expiresAt);
}

function tokenOffer(token: KnownToken, outlook: Outlook): Offer {
  return { value: token.id, says: words(token.label, token.type, lifeOf(token, outlook)) };
}

function lifeOf(token: KnownToken, outlook: Outlook): string {
  const { state, expiresAt } = token;
  if (!isLive(token, outlook)) return state === 'active' ? 'expired' : state;
  return expiresAt === null ? 'no end' : `${formatDuration(expiresAt - outlook.now)} left`;
}

function labelsOf(tokens: readonly KnownToken[], outlook: Outlook): readonly Offer[] {
  const first = tokens.filter(
    ({ label }, at) => label !== null && tokens.findIndex((one) => one.label === label) === at,
  );
  return first.map((token) => ({ value: token.label ?? '', says: words(token.type, lifeOf(token, outlook)) }));
}

function isOver({ state }: KnownBroadcast): boolean {
  return state === 'completed' || state === 'cancelled';
}

async function broadcastOffers(
  isWanted: (broadcast: KnownBroadcast) => boolean,
  { known }: Outlook,
): Promise<readonly Offer[]> {
  const names = new Map(known.channels().map(({ name, channelId }) => [channelId, name]));
  return (await known.broadcasts()).filter(isWanted).map(({ id, name, state, channelId }) => ({
    value: id,
    says: words(name, state, channelId === null ? null : (names.get(channelId) ?? null)),
  }));
}

async function audienceOffers(prefix: string, place: Place, outlook: Outlook): Promise<readonly Offer[]> {
  const audiences = await outlook.known.audiences(channelIdOf(place, outlook));
  const offers = audiences.map(({ id, name, people }) => ({
    value: `${prefix}${id}`,
    says: words(name, `${people} people`),
  }));
  return offers.length === 0 && prefix !== '' ? [{ value: prefix, says: 'an audience, by its ID' }] : offers;
}

function helpOffers({ wants }: Place, { nouns, words: fixed }: CompletionTable): readonly Offer[] {
  const [noun, ...more] = wants.type === 'argument' ? wants.before : [];
  if (noun === undefined) return [...summaries(nouns).filter(({ value }) => value !== 'help'), ...fixed.topic];
  return more.length === 0 && Object.hasOwn(nouns, noun) ? summaries(nouns[noun]?.verbs ?? {}) : [];
}
