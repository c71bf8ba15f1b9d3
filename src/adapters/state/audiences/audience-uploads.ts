import { isAudienceId } from '../../../domain/line/ids.js';
import type { AudienceUpload, AudienceUploads, UploadPart } from '../../../ports/audience/audience-uploads.js';
import { damaged } from '../sql/damage.js';
import { oneOf, readRow } from '../sql/rows.js';
import { inWords, type SqlDatabase, transaction } from '../sqlite/sqlite.js';

const PART_STATES: readonly UploadPart['state'][] = ['pending', 'in-doubt', 'accepted'];

export function createAudienceUploads(database: SqlDatabase, path: string): AudienceUploads {
  const told = inWords(path);
  const run = (sql: string, ...values: readonly (string | number | null)[]) => {
    database.prepare(sql).run(...values);
  };
  const partsOf = (id: string) =>
    database.prepare('SELECT * FROM audience_part WHERE upload_id = ? ORDER BY idx').all(id).map(partOf);
  const uploads = (condition: string, ...values: readonly (string | number | null)[]) =>
    database
      .prepare(`SELECT * FROM audience_upload WHERE ${condition} ORDER BY created_at DESC, rowid DESC`)
      .all(...values)
      .map((row) => uploadOf(row, partsOf));
  return {
    ofOwner: told(({ channelId, botUserId }) =>
      uploads('gone_at IS NULL AND (channel_id = ? OR bot_user_id = ?)', channelId, botUserId),
    ),
    byId: told((id) => uploads('id = ?', id)[0] ?? null),
    ofAudience: told((id) => uploads('audience_id = ?', id)[0] ?? null),
    begin: told(({ id, owner, name, listHash, createdAt }, sizes) =>
      transaction(database, () => {
        const people = sizes.reduce((sum, size) => sum + size, 0);
        run(
          'INSERT INTO audience_upload (id, channel_id, bot_user_id, name, list_hash, people, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
          id,
          owner.channelId,
          owner.botUserId,
          name,
          listHash,
          people,
          createdAt,
        );
        for (const [index, size] of sizes.entries())
          run('INSERT INTO audience_part (upload_id, idx, people) VALUES (?, ?, ?)', id, index, size);
      }),
    ),
    attempt: told((id, part, at) =>
      run(
        "UPDATE audience_part SET state = 'in-doubt', attempted_at = ? WHERE upload_id = ? AND idx = ? AND state <> 'accepted'",
        at,
        id,
        part,
      ),
    ),
    reopen: told((id, part) =>
      run("UPDATE audience_part SET state = 'pending' WHERE upload_id = ? AND idx = ?", id, part),
    ),
    accept: told((id, part, requestId) =>
      run(
        "UPDATE audience_part SET state = 'accepted', request_id = ? WHERE upload_id = ? AND idx = ?",
        requestId,
        id,
        part,
      ),
    ),
    name: told((id, audienceId) => run('UPDATE audience_upload SET audience_id = ? WHERE id = ?', audienceId, id)),
    gone: told((id, at) => run('UPDATE audience_upload SET gone_at = ? WHERE id = ?', at, id)),
  };
}

function uploadOf(value: unknown, partsOf: (id: string) => readonly UploadPart[]): AudienceUpload {
  const row = readRow(value);
  const id = row.text('id');
  const audienceId = row.numberOrNull('audience_id');
  if (audienceId !== null && !isAudienceId(audienceId)) throw damaged('audience_id');
  return {
    id,
    owner: { channelId: row.textOrNull('channel_id'), botUserId: row.textOrNull('bot_user_id') },
    name: row.text('name'),
    listHash: row.text('list_hash'),
    people: row.number('people'),
    audienceId,
    createdAt: row.number('created_at'),
    goneAt: row.numberOrNull('gone_at'),
    parts: partsOf(id),
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
