import { createHash } from 'node:crypto';
import { derivedKey, type NextKey } from '../../../../domain/broadcast/sending/batch/keys/derived-key.js';

export const nextKey: NextKey = (key, change) =>
  derivedKey(key, change, (text) => createHash('sha256').update(text).digest('hex'));
