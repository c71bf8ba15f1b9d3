import type { AudienceUploads } from './audience/audience-uploads.js';
import type { AttemptJournal } from './broadcast/attempt-journal.js';
import type { BroadcastLedger, PaceLimiter } from './broadcast/broadcast-ledger.js';
import type { BroadcastTotals } from './broadcast/broadcast-totals.js';
import type { OpenFollowerPages } from './broadcast/follower-pages.js';
import type { Forgetting } from './broadcast/forgetting.js';
import type { FriendCounts } from './broadcast/friend-counts.js';
import type { InsightBook } from './broadcast/insight-book.js';
import type { NoticeBooks } from './broadcast/notices.js';
import type { RecipientReader } from './broadcast/recipients.js';
import type { TraceReader } from './broadcast/traces.js';
import type { CommandBounds, CommandEnd, CommandInput, CommandOutput } from './command.js';
import type { ContentServers } from './doctor/content-servers.js';
import type { Surroundings } from './doctor/surroundings.js';
import type { EmulatorRegistry, EmulatorWish, RunningEmulator, SampleBot } from './emulator.js';
import type { Clock, EnvironmentVariables, Interruption, Randomness, Redactor, Stopwatch, Ticker } from './host.js';
import type { ApiNotice, LineApi, LogNotice } from './line-api.js';
import type { MessageFiles } from './message-files.js';
import type { OutputFiles } from './output-files.js';
import type { LoggedWebhook, LogReader, RequestLogReader } from './request-log.js';
import type { ConfigurationStore, Locks, SecretStore, TokenLedger } from './store.js';
import type { StateMover } from './team/state-mover.js';
import type { WholeState } from './team/whole-state.js';
import type { Terminal } from './terminal.js';
import type { AssertionSigner } from './tokens/assertion.js';
import type { TokenDelivery } from './tokens/delivery.js';
import type { RotationJournal } from './tokens/rotation.js';
import type { WebhookTraffic } from './webhook/listening.js';
import type { ProbeTarget, WebhookProber } from './webhook/prober.js';
import type { SenderSettings, WebhookSender } from './webhook/sender.js';

/** What a terminal may do, as the global options say. */
export interface TerminalSettings {
  readonly mayAsk: boolean;
  readonly mayColour: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/**
 * Everything that comes from outside, in one bag. What is slow or can fail is a function that opens on first use and
 * gives the same thing afterwards, so that `--help` touches no disk and no network library.
 */
export interface Deps {
  readonly version: string;
  readonly env: EnvironmentVariables;
  readonly clock: Clock;
  readonly ticker: Ticker;
  readonly stopwatch: Stopwatch;
  readonly random: Randomness;
  readonly redactor: Redactor;
  readonly interruption: Interruption;
  terminal(settings: TerminalSettings): Terminal;
  /** Calls are logged under the channel's name, and shown on the terminal when it is verbose. */
  lineApi(caller: {
    readonly terminal: Terminal;
    readonly channel: string | null;
    readonly tell: (notice: ApiNotice) => void;
  }): Promise<LineApi>;
  assertionSigner(): Promise<AssertionSigner>;
  configuration(): Promise<ConfigurationStore>;
  secrets(): Promise<SecretStore>;
  tokenLedger(): Promise<TokenLedger>;
  rotationJournal(): Promise<RotationJournal>;
  tokenDelivery(): Promise<TokenDelivery>;
  broadcastLedger(): Promise<BroadcastLedger>;
  broadcastTotals(): Promise<BroadcastTotals>;
  forgetting(): Promise<Forgetting>;
  traces(): Promise<TraceReader>;
  notices(): Promise<NoticeBooks>;
  insightBook(): Promise<InsightBook>;
  audienceUploads(): Promise<AudienceUploads>;
  attemptJournal(): Promise<AttemptJournal>;
  paceLimiter(): Promise<PaceLimiter>;
  locks(): Promise<Locks>;
  /** The state as a whole, also one that was moved away. */
  wholeState(): Promise<WholeState>;
  /** From where the state lies to a server's URL, or `folder`. @throws {LineOpsError} `usage` for what is neither. */
  stateMover(to: string): Promise<StateMover>;
  recipients(): Promise<RecipientReader>;
  followerPages(): Promise<OpenFollowerPages>;
  friendCounts(): Promise<FriendCounts>;
  messageFiles(): Promise<MessageFiles>;
  outputFiles(): Promise<OutputFiles>;
  requestLog(): Promise<RequestLogReader>;
  surroundings(): Promise<Surroundings>;
  /** The webhooks that were received on this machine. */
  webhookLog(): Promise<LogReader<LoggedWebhook>>;
  webhookTraffic(tell: (notice: LogNotice) => void): Promise<WebhookTraffic>;
  contentServers(): Promise<ContentServers>;
  /** Starts a LINE platform on this machine. @throws {LineOpsError} `usage` for a fault that is none, or a port in use. */
  startEmulator(wish: EmulatorWish): Promise<RunningEmulator>;
  /** The emulators that processes of this user have listed in the state folder. */
  emulators(): Promise<EmulatorRegistry>;
  /** Loads the HTTP library when first called. Whoever opens one closes it. */
  webhookSender(settings: SenderSettings): Promise<WebhookSender>;
  startSampleBot(channelSecret: string): Promise<SampleBot>;
  /** The addresses that a name has here, within moments; none where it cannot be looked up. */
  resolveHost(name: string): Promise<readonly string[]>;
  /** Looks at a bot server from outside. */
  webhookProber(target: ProbeTarget): Promise<WebhookProber>;
  /**
   * Runs a command with this environment on our own terminal and answers how it ended; without bounds for as long as
   * it takes. A signal to us goes on to it, unless the bounds say when it is to stop.
   */
  runCommand(
    command: readonly string[],
    env: EnvironmentVariables,
    outputTo?: CommandOutput,
    bounds?: CommandBounds,
  ): Promise<CommandEnd>;
  /**
   * Runs a command in a shell, with one line on its stdin, and answers how it ended with the beginning of what it
   * printed. It starts only when the whole line is there; what it prints is read on and dropped.
   */
  runWithInput(command: string, given: CommandInput): Promise<CommandEnd & { readonly output: string }>;
  /** The same tool in another environment; `onAnswer` gets what would go to stdout. */
  inEnvironment(env: EnvironmentVariables, onAnswer: (text: string) => void): Deps;
  /** A new private folder that `remove` takes away with all it holds. */
  temporaryFolder(): Promise<{
    readonly path: string;
    writeFile(name: string, chunks: Iterable<string>): Promise<string>;
    remove(): Promise<void>;
  }>;
  /** SHA-256 of the text in hexadecimal. */
  sha256(text: string): string;
  /** Ends what was opened. */
  close(): Promise<void>;
}
