import { writeUserIds } from '../../domain/broadcast/planning/user-id-bytes.js';
import { formatDuration } from '../../domain/text/duration.js';
import type { RecipientList } from '../../ports/broadcast/recipients.js';
import { listFollowers } from '../../usecases/broadcast/memory/list-followers.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { count, plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { option, verb } from '../verb.js';

const SCHEMA = 'line-ops/user-list@1';

export const userList = verb({
  path: 'user list',
  summary: 'user IDs of all followers, one a line, each once; verified and premium accounts only',
  args: {},
  options: { out: option('<file>', 'write a file, whole or not at all; never over one that exists') },
  examples: [
    { line: 'user list --out followers.txt', does: 'goes on where it was killed' },
    { line: 'user list --json', does: 'as a document' },
  ],
  changes: 'disk',
  needs: 'credentials',
  schemas: [SCHEMA],
  exits: {},
  docs: ['https://developers.line.biz/en/reference/messaging-api/#get-follower-ids'],
  run: (session, { options: { out } }) => list(session, out),
});

/** IDs made into text at once, about 1.7 MB. */
const AT_ONCE = 50_000;
const REDRAW_EVERY_MS = 200;

async function list(session: Session, out: string | undefined): Promise<void> {
  const { deps, terminal, globals } = session;
  if (out !== undefined) (await deps.outputFiles()).requireNew(out);
  if (globals.dryRun) {
    const changes = out === undefined ? [] : [`a new file ${out}: the user IDs of all followers`];
    return show(session, changePlanView({ requests: [], changes }));
  }
  if (out === undefined) await terminal.requireReceiver();
  const atLine = await session.atLine();
  let shownAt = deps.clock.now();
  const onProgress = (userIds: number) => {
    if (deps.clock.now() - shownAt < REDRAW_EVERY_MS) return;
    shownAt = deps.clock.now();
    terminal.redraw(`reading followers: ${count(userIds)}`);
  };
  const onGoingOn = ({ userIds, begunAt }: { readonly userIds: number; readonly begunAt: number }) =>
    terminal.note(
      `going on with the follower list begun ${formatDuration(deps.clock.now() - begunAt)} ago: ${count(userIds)} of it are here`,
    );
  const onBegunAnew = () =>
    terminal.warn(
      'warning: LINE forgot the place in its list: it begins anew, and who was named twice is written once',
    );
  const { list: followers, forget } = await listFollowers(
    { ...deps, ...atLine, onGoingOn, onBegunAnew },
    onProgress,
  ).finally(() => terminal.redraw(''));
  try {
    await hand(session, followers, out);
  } finally {
    followers?.close();
  }
  await forget();
}

async function hand(session: Session, followers: RecipientList | null, out: string | undefined): Promise<void> {
  const { deps, terminal, globals } = session;
  const total = followers?.unique ?? 0;
  if (followers !== null && followers.malformed > 0)
    terminal.warn(
      `warning: LINE named ${plural(followers.malformed, 'follower')} in a form that is no user ID; left out`,
    );
  if (followers !== null && followers.duplicates > 0)
    terminal.note(`LINE named ${plural(followers.duplicates, 'follower')} more than once; each is written once`);
  if (out !== undefined) {
    (await deps.outputFiles()).writeNew(out, lines(followers));
    terminal.note(`wrote ${out}: ${plural(total, 'follower')}`);
    await show(session, { schema: SCHEMA, json: { out, total, userIds: null }, text: () => '' });
    return sayNext(session, 'user list', {});
  }
  const parts = globals.json ? documentOf(followers, total) : lines(followers);
  for (const part of parts) if (!(await terminal.answerPart(part))) return;
}

function* lines(followers: RecipientList | null): Generator<string> {
  for (const batch of followers?.batches(AT_ONCE) ?? []) yield writeUserIds(batch, '', '\n');
}

/** One document, made as it is written. */
function* documentOf(followers: RecipientList | null, total: number): Generator<string> {
  yield `${JSON.stringify({ schema: SCHEMA, out: null, total }).slice(0, -1)},"userIds":[`;
  let isFirst = true;
  for (const batch of followers?.batches(AT_ONCE) ?? []) {
    const text = writeUserIds(batch, ',"', '"');
    yield isFirst ? text.slice(1) : text;
    isFirst = false;
  }
  yield ']}\n';
}
