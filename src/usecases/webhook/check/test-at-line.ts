import { LineOpsError } from '../../../domain/failure/failure.js';
import { isLoopbackHost, isPrivateAddress } from '../../../domain/host/hosts.js';
import { ENDPOINTS } from '../../../domain/line/endpoints.js';
import { SPEND_A_TEST, TEST_ALONE, WAIT_FOR_TESTS } from '../../../domain/webhook/check/advice.js';
import type {
  LineTestObserved,
  NetworkObserved,
  SettingsObserved,
  TargetObserved,
} from '../../../domain/webhook/check/observations.js';
import type { Deps } from '../../../ports/deps.js';
import type { ErrorWords } from '../../../ports/error-words.js';
import type { ChannelAtLine } from '../../channels/channel-at-line.js';
import { requestsLeft } from '../../channels/requests-left.js';

/** @see https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint */
const TESTS_AN_HOUR = 60;
/** From here on somebody has to agree: others of the team may need the rest. */
const FEW_LEFT = 10;

/** Who agrees to spend one of the last tests of the hour. */
export interface TestConsent {
  maySpend(left: number): Promise<boolean>;
}

interface TestCircumstances {
  readonly line: ChannelAtLine | { readonly why: string };
  readonly lineTest: { readonly skip: string } | TestConsent;
  readonly settings: SettingsObserved;
  readonly target: TargetObserved;
  readonly network: NetworkObserved | null;
  readonly isPlatformLocal: boolean;
  readonly errorWords: ErrorWords;
}

/** Has LINE call the server once, where that can tell anything and enough tests of the hour are left. */
export async function testAtLine(
  circumstances: TestCircumstances,
  deps: Pick<Deps, 'clock' | 'requestLog'>,
): Promise<LineTestObserved> {
  const { line, lineTest, settings, target } = circumstances;
  if ('skip' in lineTest) return { type: 'skipped', why: lineTest.skip, hint: null };
  if ('why' in line) return { type: 'skipped', why: `LINE was not asked: ${line.why}`, hint: null };
  // Asked a moment ago, and not answered: a second wait as long would end the same.
  if (settings.type === 'notAsked') return { type: 'failed', why: settings.why };
  const inTheWay = inTheWayOf(circumstances);
  if (inTheWay !== null) return { type: 'skipped', why: inTheWay, hint: null };
  const left = await testsLeft(line, circumstances.errorWords, deps);
  if (typeof left !== 'number') return left;
  if (left <= 0) {
    return {
      type: 'skipped',
      why: `the ${TESTS_AN_HOUR} tests that LINE allows an hour are used up`,
      hint: WAIT_FOR_TESTS,
    };
  }
  if (left <= FEW_LEFT && !(await lineTest.maySpend(left))) {
    return { type: 'skipped', why: `only ${left} of ${TESTS_AN_HOUR} tests are left this hour`, hint: SPEND_A_TEST };
  }
  return callTest(target, line, circumstances.errorWords);
}

/** Why a test would only say what is known already. */
function inTheWayOf({ target, network, isPlatformLocal }: TestCircumstances): string | null {
  const { url, problems } = target;
  if (url === null) return 'there is no endpoint';
  if (problems.some(({ severity }) => severity === 'error')) return 'LINE takes no such URL';
  if (isPlatformLocal) return null;
  const { hostname } = new URL(url);
  const addresses = network?.lookup.type === 'found' ? network.lookup.addresses : [];
  const isInner = isLoopbackHost(hostname) || isPrivateAddress(hostname);
  return isInner || (0 < addresses.length && addresses.every(isPrivateAddress))
    ? 'LINE cannot reach a private address'
    : null;
}

/** Or why it cannot be told. */
async function testsLeft(
  { channel }: ChannelAtLine,
  errorWords: ErrorWords,
  deps: Pick<Deps, 'clock' | 'requestLog'>,
): Promise<number | LineTestObserved> {
  try {
    return await requestsLeft(ENDPOINTS.testWebhook, channel, deps);
  } catch (error) {
    if (!(error instanceof LineOpsError)) throw error;
    const why = `how many tests were made this hour cannot be read: ${(await errorWords(error)).message}`;
    return { type: 'skipped', why, hint: TEST_ALONE };
  }
}

async function callTest(
  { url, isGiven }: TargetObserved,
  { api, tokens }: ChannelAtLine,
  errorWords: ErrorWords,
): Promise<LineTestObserved> {
  try {
    const outcome = await api.testWebhook(await tokens.current(), isGiven ? url : null);
    return outcome === null
      ? { type: 'failed', why: 'the channel has no endpoint any more' }
      : { type: 'tested', outcome };
  } catch (error) {
    if (!(error instanceof LineOpsError)) throw error;
    return { type: 'failed', why: (await errorWords(error)).message };
  }
}
