import { DeliveryBook } from '../accounting/delivery-book.js';
import { UsageBook } from '../accounting/usage-book.js';
import { UserTable } from '../accounting/user-table.js';
import { AudienceBook } from '../audience/audience-book.js';
import { Retargeting } from '../audience/retargeting.js';
import { type BotSetting, newBot } from '../bot/bot-setting.js';
import { Followers } from '../bot/followers.js';
import { People } from '../bot/people.js';
import { type ChannelIdentity, FIRST_CHANNEL } from '../channel.js';
import { LinkTokens } from '../chat/link-tokens.js';
import { LoadingBook } from '../chat/loading-book.js';
import type { EmulatorClock } from '../clock.js';
import { ReceivedBook } from '../content/received-book.js';
import { RequestJournal } from '../control/request-journal.js';
import { CouponBook } from '../coupons/coupon-book.js';
import { FollowerAttributes } from '../demographics/attributes.js';
import { FaultInjector } from '../faults/faults.js';
import { GroupBook } from '../groups/group-book.js';
import { InsightBook } from '../insight/insight-book.js';
import { NarrowcastLedger } from '../narrowcast/narrowcast-ledger.js';
import { RichMenuBook } from '../richmenu/menus/rich-menu-book.js';
import { streamOf } from '../seeded-hash.js';
import { MessageChecker } from '../sending/message-checker.js';
import { RateLimiter } from '../sending/rate-limiter.js';
import { ReplyTokens } from '../sending/reply-tokens.js';
import { RetryKeyMemory } from '../sending/retry-keys.js';
import { ViolationList } from '../sending/violations.js';
import { SentBook } from '../sent/sent-book.js';
import type { EmulatorSettings } from '../settings.js';
import { SigningKeys } from '../tokens/signing-keys.js';
import { TokenStore } from '../tokens/token-store.js';
import { Mutations } from '../webhook/mutations.js';
import type { WebhookSetting } from '../webhook/webhook-setting.js';

/** Everything that the emulated platform knows of one channel. There is no other state: it is passed to whoever needs it. */
export interface EmulatorState {
  readonly channel: ChannelIdentity;
  readonly settings: EmulatorSettings;
  /** One for all channels. */
  readonly clock: EmulatorClock;
  readonly followers: Followers;
  readonly attributes: FollowerAttributes;
  /** Users of another provider: LINE refuses every request that names one, and does not say which. */
  readonly foreign: UserTable;
  readonly people: People;
  readonly groups: GroupBook;
  readonly bot: BotSetting;
  readonly tokens: TokenStore;
  readonly signingKeys: SigningKeys;
  readonly retryKeys: RetryKeyMemory;
  readonly replyTokens: ReplyTokens;
  readonly messages: MessageChecker;
  readonly deliveries: DeliveryBook;
  readonly usage: UsageBook;
  readonly sent: SentBook;
  readonly received: ReceivedBook;
  readonly insight: InsightBook;
  readonly narrowcasts: NarrowcastLedger;
  readonly retargeting: Retargeting;
  readonly audiences: AudienceBook;
  readonly menus: RichMenuBook;
  readonly limiter: RateLimiter;
  readonly faults: FaultInjector;
  readonly journal: RequestJournal;
  readonly violations: ViolationList;
  readonly webhook: WebhookSetting;
  readonly loading: LoadingBook;
  readonly linkTokens: LinkTokens;
  readonly coupons: CouponBook;
  readonly mutations: Mutations;
}

/** A fresh channel: no tokens, nothing sent. Its followers are other people than those of any other channel. */
export function createState(
  channel: ChannelIdentity,
  { settings, clock }: Pick<EmulatorState, 'settings' | 'clock'>,
): EmulatorState {
  const { followers: count, blockedRatio } = settings;
  const salt = channel.id === FIRST_CHANNEL.id ? 0 : streamOf(`followers of channel ${channel.id}`);
  const followers = new Followers({ count, blockedRatio, salt, startedAt: clock.now() });
  const foreign = new UserTable();
  const people = new People({ followers, foreign, seed: settings.seed });
  const deliveries = new DeliveryBook(followers);
  const usage = new UsageBook(settings.quota);
  const bot = newBot(channel);
  const insight = new InsightBook(settings.seed);
  const narrowcasts = new NarrowcastLedger(deliveries, usage, followers, insight);
  const retargeting = new Retargeting(insight, narrowcasts, followers);
  return {
    channel,
    settings,
    clock,
    followers,
    foreign,
    people,
    groups: new GroupBook(people, `${channel.id} ${settings.seed}`),
    bot,
    attributes: new FollowerAttributes(followers, bot, settings.seed),
    tokens: new TokenStore(),
    signingKeys: new SigningKeys(channel),
    retryKeys: new RetryKeyMemory(),
    replyTokens: new ReplyTokens(),
    messages: new MessageChecker(),
    deliveries,
    usage,
    sent: new SentBook(followers),
    received: new ReceivedBook(),
    insight,
    narrowcasts,
    retargeting,
    audiences: new AudienceBook(followers, settings.audienceMs, retargeting),
    menus: new RichMenuBook(followers, channel, settings),
    limiter: new RateLimiter(),
    faults: new FaultInjector(settings.seed, settings.faults),
    journal: new RequestJournal(),
    violations: new ViolationList(),
    webhook: { endpoint: null, active: true },
    loading: new LoadingBook(followers, deliveries),
    linkTokens: new LinkTokens(),
    coupons: new CouponBook(settings.seed),
    mutations: new Mutations(settings.seed),
  };
}
