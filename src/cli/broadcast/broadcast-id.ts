import { parseBroadcastId } from '../../domain/line/ids.js';
import { argument } from '../verb.js';

/** What the verbs that work on one broadcast take. */
export const BROADCAST_ID = { id: argument('broadcast ID', parseBroadcastId) };
