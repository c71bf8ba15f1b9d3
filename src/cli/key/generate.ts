import { LineOpsError, within } from '../../domain/failure/failure.js';
import { readSigningKeyId } from '../../domain/line/credential-text.js';
import type { ChannelName } from '../../domain/line/ids.js';
import { secretsOf } from '../../domain/line/secret.js';
import { readStoredKeys, storeNewKey } from '../../usecases/channel-setup/signing-key.js';
import { askUntilValid } from '../asking/ask.js';
import { confirmOrStop } from '../asking/confirm.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { handOverView, show } from '../output/view.js';
import type { Session } from '../session.js';
import { storeWords } from '../token/selection/token-view.js';
import { option, verb } from '../verb.js';
import { type NamedChannel, namedChannel } from './named-channel.js';
import { recordKeyId } from './record-key-id.js';

export const keyGenerate = verb({
  path: 'key generate',
  summary:
    'make an assertion signing key (RSA, 2048 bits), keep its private half, and print the public half in the form that the LINE Developers Console takes',
  args: {},
  options: {
    out: option('<file>', 'write the private JWK to a new file of mode 0600 too, for another machine or CI'),
  },
  examples: [
    { line: 'key generate', does: 'for the current channel' },
    { line: 'key generate --out key.jwk', does: 'also a file, for another machine' },
  ],
  changes: 'disk',
  needs: 'nothing',
  schemas: ['line-ops/key-generate@1'],
  exits: { auth: 'no channel of that name is configured' },
  docs: ['https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/'],
  run: (session, { options: { out } }) => generateKey(session, out),
});

/** What keeps the private half: the secret store, for a channel, a file, or both. */
interface KeyPlaces {
  readonly channel: NamedChannel | null;
  readonly out: string | null;
}

async function generateKey(session: Session, given: string | undefined): Promise<void> {
  const { terminal, globals } = session;
  const isAsked = given === undefined && terminal.canAsk && !globals.yes;
  const out = given ?? (isAsked ? await askForPlace(session) : null);
  const channel = out === null ? await namedChannel(session) : await channelIfNamed(session);
  const places = { channel, out };
  if (channel !== null) await askBeforeReplacing(session, channel);
  if (globals.dryRun) {
    const changes = wordsFor(
      places,
      () => 'secret store',
      (path) => path,
    );
    return show(
      session,
      changePlanView({ requests: [], changes: changes.map((place) => `${place}: a new private key`) }),
    );
  }
  if (isAsked) {
    const kept = wordsFor(
      places,
      (name) => `the secret store for ${name}`,
      (path) => path,
    );
    await confirmOrStop(session, `Make a new key pair, and keep its private half in ${kept.join(' and in ')}?`);
  }
  const publicJwk = await makeKey(session, places);
  for (const step of stepsAfter(channel, out)) terminal.note(step);
  const view = {
    schema: 'line-ops/key-generate@1',
    json: { publicJwk, channelId: channel?.id ?? null, file: out },
    text: () => JSON.stringify(publicJwk),
  };
  await handOverView(session, view).catch((problem: unknown) => {
    throw notTaken(problem, publicJwk);
  });
  const isProven = isAsked && channel !== null && (await askForKeyId(session, channel));
  if (isProven) sayNext(session, 'key set-id', {});
  else sayNext(session, 'key generate', { name: channel?.name ?? null });
}

/** Makes the pair, keeps its private half, says where, and answers the public half. */
export async function makeKey(
  { deps, terminal }: Session,
  places: KeyPlaces,
): Promise<Readonly<Record<string, unknown>>> {
  const { channel, out } = places;
  const { privateKey, publicJwk } = await (await deps.assertionSigner()).generate();
  for (const secret of secretsOf(privateKey)) deps.redactor.register(secret);
  // The file first: where it cannot be written, no key waits in the store.
  if (out !== null) await (await deps.messageFiles()).writeNew(out, `${privateKey.reveal()}\n`);
  if (channel !== null) await storeNewKey(channel.id, privateKey, deps);
  const store = channel === null ? '' : storeWords(await (await deps.secrets()).protection());
  const words = wordsFor(
    places,
    () => store,
    (path) => `${path}, not encrypted, mode 0600`,
  );
  terminal.note(`The private key is kept in ${words.join('; and in ')}.`);
  return publicJwk;
}

function wordsFor(
  { channel, out }: KeyPlaces,
  store: (channel: ChannelName) => string,
  file: (path: string) => string,
): readonly string[] {
  return [...(channel === null ? [] : [store(channel.name)]), ...(out === null ? [] : [file(out)])];
}

/** The public half is no secret: where stdout did not take it, the error shows it. */
function notTaken(problem: unknown, publicJwk: Readonly<Record<string, unknown>>): unknown {
  if (!(problem instanceof LineOpsError) || problem.code !== 'STDOUT_NOT_TAKEN') return problem;
  return within(problem, 'keyNotShown', { publicJwk }, { requestId: null, details: { publicJwk } });
}

/** A file of the person's choice, or null for the secret store. */
async function askForPlace({ terminal }: Session): Promise<string | null> {
  const place = await terminal.choose<'store' | 'file'>('Where is the private key to be kept?', [
    { name: 'in the secret store of line-ops', value: 'store' },
    { name: 'also in a file, for another machine or CI', value: 'file' },
  ]);
  return place === 'store' ? null : (await terminal.ask('Path of the new file')).trim();
}

/** The console answers a key ID within a minute, if its page is open: the pair can be proven at once. */
async function askForKeyId(session: Session, channel: NamedChannel): Promise<boolean> {
  const keyId = await askUntilValid(session.terminal, 'Key ID that the console answered (empty: later)', (text) =>
    text === '' ? null : readSigningKeyId(text, 'what was typed'),
  );
  if (keyId !== null) await recordKeyId(session, channel, keyId);
  return keyId !== null;
}

function stepsAfter(channel: NamedChannel | null, out: string | null): readonly string[] {
  const variables = `LINE_ASSERTION_KEY_FILE=${out} and LINE_ASSERTION_KEY_ID=<key ID it answers>`;
  return [
    'Next:',
    '  1. In the LINE Developers Console, Basic settings tab, "Register a public key": paste the JSON below.',
    channel === null ? `  2. Set ${variables}.` : '  2. Record the key ID it answers: line-ops key set-id <key ID>',
    ...(channel === null || out === null ? [] : [`  3. Where the file is used, set ${variables}.`]),
  ];
}

async function askBeforeReplacing(session: Session, { name, id }: NamedChannel): Promise<void> {
  const { pending, current } = await readStoredKeys(id, session.deps);
  if (session.globals.dryRun) return;
  if (pending !== null)
    await confirmOrStop(
      session,
      `${name} has a new key that waits for its key ID. Replace it? If its public half is registered already, it is lost.`,
    );
  else if (current !== null)
    await confirmOrStop(
      session,
      `${name} has a signing key. Make a new one? The old one works until the key ID of the new one is set.`,
    );
}

/** A file needs no channel; but one that was asked for by its name must be there. */
async function channelIfNamed(session: Session): Promise<NamedChannel | null> {
  try {
    return await namedChannel(session);
  } catch (error) {
    if (error instanceof LineOpsError && NO_NAMED_CHANNEL.has(error.code)) return null;
    throw error;
  }
}

const NO_NAMED_CHANNEL: ReadonlySet<string> = new Set([
  'NO_CHANNEL',
  'CHANNEL_NOT_NAMED',
  'CHANNEL_NOT_CHOSEN',
  'CHANNEL_ID_MISSING',
]);
