import { basename } from 'node:path';
import { openJobs } from '../../domain/audience/audience-group.js';
import { fitsJson, parseAudienceName, parseUploadDescription, partSizes } from '../../domain/audience/upload.js';
import { failure } from '../../domain/failure/failure.js';
import { ENDPOINTS } from '../../domain/line/endpoints.js';
import { parseDuration } from '../../domain/text/duration.js';
import type { RecipientList } from '../../ports/broadcast/recipients.js';
import {
  acceptedPeople,
  type UploadDeps,
  type Uploaded,
  type UploadWait,
  uploadAudience,
} from '../../usecases/audiences/upload-audience.js';
import { type AudienceStanding, waitForAudience } from '../../usecases/audiences/wait-for-audience.js';
import { readAudience } from '../../usecases/broadcast/planning/audience.js';
import {
  hasTooManyMalformed,
  requireWithinBounds,
  tooManyMalformed,
} from '../../usecases/broadcast/planning/list-bounds.js';
import { contradiction } from '../broadcast/planning/plan-options.js';
import {
  boundsFrom,
  excludedFrom,
  RECIPIENT_OPTIONS,
  recipientsFrom,
} from '../broadcast/planning/recipient-options.js';
import { openRejects } from '../broadcast/planning/rejects.js';
import { changePlanView } from '../output/change-plan.js';
import { sayNext } from '../output/next.js';
import { count, plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { completing, flag, grouped, type OptionValues, option, optionOr, requiredOption, verb } from '../verb.js';
import { audienceDocument } from './views/audience-document.js';
import { audienceText } from './views/audience-text.js';

const { column, delimiter, encoding, exclude, maxMalformed, rejects, minRecipients, maxRecipients } = RECIPIENT_OPTIONS;
const DEFAULT_WAIT = '10m';

const OPTIONS = {
  ...grouped('Audience', {
    from: completing(
      requiredOption('<source>', 'user IDs: a .txt, .csv, .tsv, .json or .jsonl file (also .gz), or "-" for stdin'),
      'file',
    ),
    name: option('<name>', "the audience's name at LINE (default: the name of the file)", parseAudienceName),
    description: option('<text>', 'what LINE calls the upload by', parseUploadDescription),
  }),
  column,
  delimiter,
  encoding,
  exclude,
  maxMalformed,
  rejects,
  minRecipients,
  maxRecipients,
  ...grouped('Waiting', {
    wait: optionOr(
      parseDuration(DEFAULT_WAIT),
      '<duration>',
      'how long to wait until LINE has made it',
      parseDuration,
      DEFAULT_WAIT,
    ),
    noWait: flag('end when LINE has taken everybody'),
  }),
};

type CreateOptions = OptionValues<typeof OPTIONS>;

export const audienceCreate = verb({
  path: 'audience create',
  summary: 'make an audience of a list of user IDs; what was killed goes on with the same command',
  args: {},
  options: OPTIONS,
  examples: [
    {
      line: 'audience create --from vips.csv --name VIPs',
      does: 'upload, and wait for it',
    },
    { line: 'audience create --from list.txt --no-wait', does: 'ends when LINE has taken everybody' },
    { line: 'audience create --from list.txt --dry-run', does: 'which requests it would take' },
  ],
  changes: 'line',
  needs: 'credentials',
  schemas: ['line-ops/audience-create@1', 'line-ops/dry-run@1'],
  exits: { incomplete: 'LINE has not made it yet, or an upload is in doubt; the same command goes on' },
  docs: ['https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group'],
  run: createAudience,
});

async function createAudience(session: Session, { options }: { readonly options: CreateOptions }): Promise<void> {
  const name = nameFrom(options);
  const atLine = await session.atLine();
  const deps = { ...session.deps, ...atLine };
  const list = await readList(session, options, deps);
  try {
    if (session.globals.dryRun) return await show(session, dryRun(name, list));
    const uploaded = await upload(session, { name, description: options.description ?? null, list }, deps);
    // Of --wait and --no-wait the last one counts.
    const waitMs = options.noWait === true ? 0 : options.wait;
    const standing = await waitForAudience(uploaded.upload, waitMs, deps, ({ group, jobs }) => {
      session.terminal.redraw(`waiting for LINE: ${group.status}, ${plural(openJobs({ jobs }), 'open upload')}`);
    }).finally(() => session.terminal.redraw(''));
    await showCreated(session, uploaded, standing);
    requireReady(uploaded, standing, options.noWait === true);
    sayNext(session, 'audience create', { id: standing.data.group.id });
  } finally {
    list.close();
  }
}

/** @throws {LineOpsError} `usage` where neither the options nor the file name it. */
function nameFrom({ name, from }: CreateOptions): string {
  if (name !== undefined) return name;
  if (from === '-') throw contradiction('--from -', 'has no name', 'Give the audience one with --name.');
  return parseAudienceName(basename(from).replace(/(\.\w{1,5}){1,2}$/, ''));
}

async function readList(session: Session, options: CreateOptions, deps: UploadDeps): Promise<RecipientList> {
  const { terminal } = session;
  const as = { ...options, to: options.from, via: undefined, friends: undefined };
  const recipients = recipientsFrom(as);
  if (recipients.type !== 'list')
    throw contradiction(`--from ${options.from}`, 'names no list', 'Give a file of user IDs, or "-" for stdin.');
  const rejected = await openRejects(options.rejects, session);
  try {
    const wish = { recipients, exclude: excludedFrom(as), holdOut: null };
    const reading = {
      onProgress: (lines: number) => terminal.redraw(`reading user IDs: ${plural(lines, 'line')}`),
      onMalformed: rejected.keep,
    };
    const { list } = await readAudience(
      wish,
      { ...session.deps, ...deps, openJournal: async () => null, onGoingOn: () => {} },
      reading,
    );
    rejected.end();
    if (list === null) throw new Error('a list without user IDs');
    const bounds = boundsFrom(as);
    try {
      if (hasTooManyMalformed(list, bounds)) throw tooManyMalformed(list, bounds);
      requireWithinBounds(list, bounds);
    } catch (error) {
      list.close();
      throw error;
    }
    tellList(session, list);
    return list;
  } finally {
    terminal.redraw('');
    rejected.close();
  }
}

function tellList({ terminal }: Session, { unique, total, duplicates, malformed, excluded }: RecipientList): void {
  const left = [
    ...(duplicates === 0 ? [] : [plural(duplicates, 'duplicate')]),
    ...(malformed === 0 ? [] : [`${count(malformed)} malformed`]),
    ...(excluded === 0 ? [] : [`${count(excluded)} excluded`]),
  ];
  terminal.note(`${plural(unique, 'user ID')} of ${count(total)}${left.length === 0 ? '' : `: ${left.join(', ')}`}`);
}

const WAITS: Readonly<Record<UploadWait, string>> = {
  lostCreation: "LINE's answer was lost: looking for the audience among those that it lists",
  openJobs: 'LINE works on ten uploads at once: waiting for one to end',
  rate: 'LINE takes no more for now: waiting',
  noAnswer: 'no answer from LINE: trying again',
};

async function upload(
  { terminal }: Session,
  wish: Parameters<typeof uploadAudience>[0],
  deps: UploadDeps,
): Promise<Uploaded> {
  const uploaded = await uploadAudience(wish, deps, {
    onGoingOn: (earlier) =>
      terminal.note(
        `going on with the upload ${earlier.id}: LINE has taken ${count(acceptedPeople(earlier))} of ${plural(earlier.people, 'person', 'people')}`,
      ),
    onProgress: (people) =>
      terminal.redraw(`uploaded: ${count(people)} of ${plural(wish.list.unique, 'person', 'people')}`),
    onWait: (why) => terminal.note(WAITS[why]),
  }).finally(() => terminal.redraw(''));
  if (uploaded.isOld)
    terminal.note(
      `This list is an audience of that name already: ${uploaded.audienceId}. Nothing was uploaded; for another one, give another --name.`,
    );
  return uploaded;
}

async function showCreated(
  session: Session,
  { upload: done, isOld }: Uploaded,
  { data }: AudienceStanding,
): Promise<void> {
  const after = (await (await session.deps.audienceUploads()).ofAudience(data.group.id)) ?? done;
  await show(session, {
    schema: 'line-ops/audience-create@1',
    json: { created: !isOld, audience: audienceDocument(data, after) },
    text: (paint) =>
      [
        audienceText(data, after, paint),
        ...(data.group.status === 'READY'
          ? ['', paint.dim(`To send to it: line-ops broadcast send --messages <file> --to audience:${data.group.id}`)]
          : []),
      ].join('\n'),
  });
}

/** @throws {LineOpsError} where not everybody is in it yet, and that was to be waited for. */
function requireReady(
  { upload: { parts } }: Uploaded,
  { data, isReady, failedParts }: AudienceStanding,
  isUnwaited: boolean,
): void {
  const { id, status, failedType } = data.group;
  if (0 < failedParts.length && status !== 'FAILED') {
    const people = failedParts.reduce((sum, part) => sum + (parts[part]?.people ?? 0), 0);
    throw failure('AUDIENCE_PARTS_FAILED', { id, people }, { details: { audience: id, people } });
  }
  if (status === 'FAILED') throw failure('AUDIENCE_FAILED', { id, failedType }, { details: { audience: id } });
  if (isReady || isUnwaited) return;
  throw failure('AUDIENCE_NOT_READY_YET', { id, status, open: openJobs(data) }, { details: { audience: id, status } });
}

function dryRun(name: string, list: RecipientList) {
  const sizes = partSizes(list.unique);
  const create = fitsJson(list.unique) ? ENDPOINTS.createAudience : ENDPOINTS.createAudienceByFile;
  const requests = sizes.map((_, index) => (index === 0 ? create : ENDPOINTS.addToAudience));
  return changePlanView({
    requests: requests.map(({ method, path }) => ({ method, path })),
    changes: [`a new audience "${name}" of ${plural(list.unique, 'user ID')} at LINE`],
  });
}
