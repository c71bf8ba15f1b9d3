import { isAudienceId } from '../../../domain/line/ids.js';
import type { AudienceUpload, AudienceUploads, UploadPart } from '../../../ports/audience/audience-uploads.js';
import { damaged } from '../sql/damage.js';
import type { StateEngine } from '../sql/engine.js';
import { oneOf, readRow } from '../sql/rows.js';
import { rows, run, runForEach, type SqlValue, type Steps } from '../sql/steps.js';

const PART_STATES: readonly UploadPart['state'][] = ['pending', 'in-doubt', 'accepted'];

const IN_DOUBT = `UPDATE audience_part SET state = 'in-doubt', attempted_at = ?
  WHERE upload_id = ? AND idx = ? AND state <> 'accepted'`;

export function createAudienceUploads(engine: StateEngine): AudienceUploads {
  const change = (sql: string, ...values: readonly SqlValue[]): Promise<void> =>
    engine.write(function* () {
      yield* run(sql, ...values);
    });
  const first = async (condition: string, value: SqlValue): Promise<AudienceUpload | null> =>
    (await engine.read(() => uploads(condition, value)))[0] ?? null;
  return {
    ofOwner: ({ channelId, botUserId }) =>
      engine.read(() => uploads('gone_at IS NULL AND (channel_id = ? OR bot_user_id = ?)', channelId, botUserId)),
    byId: (id) => first('id = ?', id),
    ofAudience: (id) => first('audience_id = ?', id),
    begin: ({ id, owner, name, listHash, createdAt }, sizes) =>
      engine.write(function* () {
        yield* run(
          'INSERT INTO audience_upload (id, channel_id, bot_user_id, name, list_hash, people, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
          id,
          owner.channelId,
          owner.botUserId,
          name,
          listHash,
          sizes.reduce((sum, size) => sum + size, 0),
          createdAt,
        );
        yield* runForEach(
          'INSERT INTO audience_part (upload_id, idx, people) VALUES (?, ?, ?)',
          sizes.map((size, index) => [id, index, size]),
        );
      }),
    attempt: (id, part, at) => change(IN_DOUBT, at, id, part),
    reopen: (id, part) =>
      change("UPDATE audience_part SET state = 'pending' WHERE upload_id = ? AND idx = ?", id, part),
    accept: (id, part, requestId) =>
      change(
        "UPDATE audience_part SET state = 'accepted', request_id = ? WHERE upload_id = ? AND idx = ?",
        requestId,
        id,
        part,
      ),
    name: (id, audienceId) => change('UPDATE audience_upload SET audience_id = ? WHERE id = ?', audienceId, id),
    gone: (id, at) => change('UPDATE audience_upload SET gone_at = ? WHERE id = ?', at, id),
  };
}

function* uploads(condition: string, ...values: readonly SqlValue[]): Steps<readonly AudienceUpload[]> {
  const found: AudienceUpload[] = [];
  const all = yield* rows(
    `SELECT * FROM audience_upload WHERE ${condition} ORDER BY created_at DESC, id DESC`,
    ...values,
  );
  for (const upload of all) {
    const id = readRow(upload).text('id');
    const parts = yield* rows('SELECT * FROM audience_part WHERE upload_id = ? ORDER BY idx', id);
    found.push(uploadOf(upload, parts.map(partOf)));
  }
  return found;
}

function uploadOf(value: unknown, parts: readonly UploadPart[]): AudienceUpload {
  const row = readRow(value);
  const audienceId = row.numberOrNull('audience_id');
  if (audienceId !== null && !isAudienceId(audienceId)) throw damaged('audience_id');
  return {
    id: row.text('id'),
    owner: { channelId: row.textOrNull('channel_id'), botUserId: row.textOrNull('bot_user_id') },
    name: row.text('name'),
    listHash: row.text('list_hash'),
    people: row.number('people'),
    audienceId,
    createdAt: row.number('created_at'),
    goneAt: row.numberOrNull('gone_at'),
    parts,
  };
}

function partOf(value: unknown): UploadPart {
  const row = readRow(value);
  return {
    index: row.number('idx'),
    people: row.number('people'),
    state: oneOf(PART_STATES, row.text('state')),
    attemptedAt: row.numberOrNull('attempted_at'),
    requestId: row.textOrNull('request_id'),
  };
}
