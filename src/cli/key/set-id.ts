import { failure, LineOpsError } from '../../domain/failure/failure.js';
import { readSigningKeyId } from '../../domain/line/credential-text.js';
import { sayNext } from '../output/next.js';
import type { Session } from '../session.js';
import { argument, verb } from '../verb.js';
import { type NamedChannel, namedChannel } from './named-channel.js';
import { recordKeyId } from './record-key-id.js';

export const keySetId = verb({
  path: 'key set-id',
  summary: 'record the key ID that the console gave the public key, once LINE has proven it',
  args: { kid: argument('key ID (kid) shown in the console', (text) => readSigningKeyId(text, 'the argument')) },
  options: {},
  examples: [{ line: 'key set-id 536e453c-aa93-4449-8e90-add2608783c6', does: 'as the console answered' }],
  changes: 'disk',
  needs: 'credentials',
  schemas: ['line-ops/key@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/'],
  async run(session, { args: { kid } }) {
    await recordKeyId(session, await channelForId(session, kid), kid);
    sayNext(session, 'key set-id', {});
  },
});

async function channelForId(session: Session, signingKeyId: string): Promise<NamedChannel> {
  try {
    return await namedChannel(session);
  } catch (error) {
    if (!(error instanceof LineOpsError) || error.code !== 'CHANNEL_NOT_NAMED') throw error;
    throw failure('CHANNEL_NOT_NAMED', { which: 'keyId', signingKeyId }, { cause: error });
  }
}
