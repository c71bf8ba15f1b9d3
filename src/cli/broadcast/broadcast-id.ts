import { parseBroadcastId } from '../../domain/line/ids.js';
import { argument, completing } from '../verb.js';

/** What the verbs that work on one broadcast take. */
export const BROADCAST_ID = { id: completing(argument('broadcast ID', parseBroadcastId), 'broadcast') };

/** The same, of those that can still change what anybody gets. */
export const UNFINISHED_BROADCAST_ID = { id: completing(BROADCAST_ID.id, 'unfinished broadcast') };
