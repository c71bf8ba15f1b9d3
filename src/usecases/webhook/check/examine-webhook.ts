import { type ExaminationResult, judgeAll } from '../../../domain/examination/examination.js';
import type { ChannelSecret } from '../../../domain/line/secret.js';
import { WEBHOOK_JUDGEMENTS } from '../../../domain/webhook/check/judgements.js';
import type {
  Certificate,
  Observed,
  SettingsObserved,
  TargetObserved,
  TlsObserved,
} from '../../../domain/webhook/check/observations.js';
import { SAMPLE_DESTINATION } from '../../../domain/webhook/check/probes.js';
import { RUN_BYTES } from '../../../domain/webhook/events/sample-ids.js';
import type { Deps } from '../../../ports/deps.js';
import type { ErrorWords } from '../../../ports/error-words.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { isPlatformLocal, mayBeCalled, problemsOfTried } from '../webhook-url.js';
import { askSettings } from './ask-settings.js';
import { notProbed, probeAnswers } from './probe-answers.js';
import { probeNetwork, probeTls } from './probe-network.js';
import { type TestConsent, testAtLine } from './test-at-line.js';

/** How a webhook is to be examined. */
interface WebhookExaminationWish {
  /** Null for the endpoint that is set. */
  readonly url: string | null;
  /** Null where there is no channel, with the reason in words. */
  readonly line: ChannelAtLine | { readonly why: string };
  /** Null where it is not known: then nothing can be signed. */
  readonly secret: ChannelSecret | null;
  /** CAs beside those of the runtime, in PEM. */
  readonly extraCas: readonly string[];
  /** `short` leaves out old TLS versions and ciphers, timed probes, other forms of a body, events, and LINE's test. */
  readonly depth: 'whole' | 'short';
  /** Why LINE is not to call the endpoint; else who agrees to spend one of its tests. */
  readonly lineTest: { readonly skip: string } | TestConsent;
  /** Whether events may be sent to a server that is not on this machine. Asked at most once. */
  maySendEvents(): Promise<boolean>;
  readonly errorWords: ErrorWords;
  /** Hears of each request in one line. */
  tell(line: string): void;
}

/** What came of it. */
export interface WebhookExamination {
  readonly endpoint: string | null;
  /** Null where LINE was not asked, or no endpoint is set. */
  readonly active: boolean | null;
  readonly results: readonly ExaminationResult[];
  /** The server's certificate and all intermediates in order, where they lead to a CA that is trusted; else none. */
  readonly chain: readonly Certificate[];
  /** Requests, handshakes and connections that the server saw, or may have seen. */
  readonly requests: number;
}

/**
 * Examines a bot server from outside, as LINE would meet it: from its name to how it answers. Never throws for what the
 * server does.
 *
 * @throws {LineOpsError} where no URL is given and LINE cannot be asked which is set.
 */
export async function examineWebhook(wish: WebhookExaminationWish, deps: ExaminationDeps): Promise<WebhookExamination> {
  const { settings, botUserId } = await askSettings(wish);
  const url = wish.url ?? (settings.type === 'asked' ? (settings.endpoint?.endpoint ?? null) : null);
  const target = targetOf(url, wish.url !== null, deps);
  const { network, tls, answers, requests } = await lookAt(target, { wish, destination: botUserId, deps });
  const { line } = wish;
  const lineTest = await testAtLine(
    {
      line,
      lineTest: wish.lineTest,
      settings,
      target,
      network,
      isPlatformLocal: isPlatformLocal(deps.env),
      errorWords: wish.errorWords,
    },
    deps,
  );
  const observed: Observed = { now: deps.clock.now(), target, settings, network, tls, answers, lineTest };
  return {
    endpoint: url,
    active: activeIn(settings),
    results: judgeAll(WEBHOOK_JUDGEMENTS, observed).filter(({ id }) => wish.depth === 'whole' || IN_SHORT.has(id)),
    chain: wholeChain(tls),
    requests,
  };
}

type ExaminationDeps = Pick<Deps, 'webhookProber' | 'clock' | 'random' | 'requestLog' | 'env'>;

/** What `doctor` wants to know. */
const IN_SHORT: ReadonlySet<string> = new Set([
  'endpoint-set',
  'webhook-active',
  'response-settings',
  'url-rules',
  'dns',
  'public-address',
  'tcp',
  'tls-handshake',
  'certificate-trusted',
  'certificate-chain',
  'certificate-host',
  'certificate-validity',
  'no-redirect',
  'no-html',
  'empty-events',
  'wrong-signature',
  'missing-signature',
]);

type Seen = Pick<Observed, 'network' | 'tls' | 'answers'> & { readonly requests: number };

interface Looking {
  readonly wish: WebhookExaminationWish;
  /** Null where it is not known. */
  readonly destination: string | null;
  readonly deps: ExaminationDeps;
}

/** From the name of the server to its answers, as far as each step leads to the next. */
async function lookAt({ url, isPlainHttp }: TargetObserved, { wish, destination, deps }: Looking): Promise<Seen> {
  const nothing = { network: null, tls: null, requests: 0 };
  if (url === null) return { ...nothing, answers: notProbed('there is no endpoint') };
  if (!mayBeCalled(url)) return { ...nothing, answers: notProbed('the URL cannot be called') };
  const { extraCas, tell, depth, secret, maySendEvents } = wish;
  const prober = await deps.webhookProber({ url: new URL(url), extraCas, tell });
  const seen = (rest: Omit<Seen, 'requests'>): Seen => ({ ...rest, requests: prober.requests() });
  const network = await probeNetwork(prober);
  if (network.connection.type !== 'open')
    return seen({ network, tls: null, answers: notProbed('there was no connection') });
  const tls = isPlainHttp ? null : await probeTls(prober, depth);
  const isOnThisMachine = network.connection.address !== null && isLoopbackAddress(network.connection.address);
  if (tls === null && !isOnThisMachine)
    return seen({ network, tls, answers: notProbed('over plain http nothing is sent but to this computer') });
  if (tls !== null && tls.asLine.type !== 'done')
    return seen({ network, tls, answers: notProbed('there was no TLS handshake that LINE could make') });
  const run = {
    destination: destination ?? SAMPLE_DESTINATION,
    now: deps.clock.now(),
    run: Buffer.from(deps.random.uuid().replaceAll('-', ''), 'hex').subarray(0, RUN_BYTES),
  };
  const answers = await probeAnswers(prober, { secret, depth, maySendEvents, isOnThisMachine, run });
  return seen({ network, tls, answers });
}

/** As a socket tells its other end: `::ffff:127.0.0.1` among them. */
function isLoopbackAddress(address: string): boolean {
  return /^(?:::ffff:)?127\./.test(address) || address === '::1';
}

function targetOf(url: string | null, isGiven: boolean, { env }: Pick<Deps, 'env'>): TargetObserved {
  if (url === null) return { url, isGiven, problems: [], isPlainHttp: false };
  const isPlainHttp = URL.canParse(url) && new URL(url).protocol === 'http:';
  return { url, isGiven, problems: problemsOfTried(url, env), isPlainHttp };
}

function activeIn(settings: SettingsObserved): boolean | null {
  return settings.type === 'asked' ? (settings.endpoint?.active ?? null) : null;
}

/** The path from the server's own certificate up, its root left out: servers send none. */
function wholeChain(tls: TlsObserved | null): readonly Certificate[] {
  const certificate = tls?.certificate ?? null;
  if (certificate === null) return [];
  const { path, sent, trust, fetched } = certificate;
  const leads = trust.type === 'trusted' || trust.type === 'outOfDate' || fetched?.isTrusted === true;
  if (!leads) return [];
  const found = [...path.flatMap((position) => sent[position] ?? []), ...(fetched?.certificates ?? [])];
  return found.filter(({ isSelfIssued }, at) => at === 0 || !isSelfIssued);
}
