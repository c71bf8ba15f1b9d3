import { expect, it, onTestFinished } from 'vitest';
import { createAudienceUploads } from '../../../src/adapters/state/audiences/audience-uploads.js';
import { openStateDatabase } from '../../../src/adapters/state/sqlite/database.js';
import { sqliteEngine } from '../../../src/adapters/state/sqlite/engine.js';
import { parseAudienceId } from '../../../src/domain/line/ids.js';
import { deleteAudience, planDeletion } from '../../../src/usecases/audiences/delete-audience.js';
import { BroadcastBench } from '../../support/broadcast-bench.js';
import { oneToken } from '../../support/sending-platform.js';

const AUDIENCE = parseAudienceId('5614991000001');

it('an audience is not deleted where a broadcast to it was created while the deletion was thought about', async () => {
  const bench = new BroadcastBench();
  const state = await openStateDatabase(bench.folder);
  onTestFinished(() => {
    state.database.close();
    bench.close();
  });
  bench.platform.audiences.set(AUDIENCE, []);
  const ledger = await bench.openLedger();
  const deleted: number[] = [];
  const deps = {
    api: {
      ...bench.platform.api,
      deleteAudience: async (_token: unknown, id: number) => {
        deleted.push(id);
        return true;
      },
    },
    tokens: oneToken,
    clock: bench.clock,
    broadcastLedger: async () => ledger,
    audienceUploads: async () => createAudienceUploads(sqliteEngine(state)),
  };
  await planDeletion(AUDIENCE, deps);
  const id = await bench.planForFriends(ledger, 'narrowcast', [10], { toWord: `audience:${AUDIENCE}` });

  await expect(deleteAudience(AUDIENCE, deps)).rejects.toMatchObject({
    code: 'AUDIENCE_IN_USE',
    details: { broadcasts: [id] },
  });
  expect(deleted).toEqual([]);
});
