import type { UserId } from '../../domain/line/ids.js';
import type { SendMethod } from '../../domain/messages/engine/finding.js';
import type { UserWords } from '../bot/user-words.js';
import { FollowerSet } from '../narrowcast/follower-set.js';

/** Whom an accepted request was for. */
export type SentTo =
  /** A user, a group or a room, by its ID. */
  | { readonly type: 'chat'; readonly id: string }
  /** The users of a multicast, four numbers each. */
  | { readonly type: 'users'; readonly words: UserWords }
  /** Everybody who was a friend then. */
  | { readonly type: 'friends' }
  /** Whom a narrowcast reaches, and when: emulator time in milliseconds. Of one that fails nobody. */
  | { readonly type: 'set'; readonly followers: FollowerSet; readonly reachedAt: number };

/** Whom a message to one user or one chat arrives at. */
export interface Reached {
  /** The user, the group or the room. */
  readonly to: string;
  /** The user, or each member of the chat. */
  readonly reached: readonly UserId[];
  /** Whom it was accepted for, and does not arrive at. */
  readonly missed: readonly UserId[];
}

/** One accepted request, as it was sent. */
export interface SentRequest {
  readonly requestId: string;
  readonly method: SendMethod;
  /** Emulator time in milliseconds. */
  readonly sentAt: number;
  readonly to: SentTo;
  /** The message objects as they came. */
  readonly messages: readonly unknown[];
}

/** A request as plain data for the state file. */
export type SentRequestData = Omit<SentRequest, 'to'> & { readonly to: SentToData };

/** Numbers and bits are in base64. */
type SentToData =
  | Extract<SentTo, { readonly type: 'chat' | 'friends' }>
  | { readonly type: 'users'; readonly words: string }
  | { readonly type: 'set'; readonly capacity: number; readonly bits: string; readonly reachedAt: number };

export function encodeRequest(request: SentRequest): SentRequestData {
  return { ...request, to: encodeTo(request.to) };
}

export function decodeRequest(data: SentRequestData): SentRequest {
  return { ...data, to: decodeTo(data.to) };
}

function encodeTo(to: SentTo): SentToData {
  switch (to.type) {
    case 'users': {
      const { buffer, byteOffset, byteLength } = to.words;
      return { type: 'users', words: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
    }
    case 'set': {
      const { followers, ...rest } = to;
      return { ...rest, capacity: followers.capacity, bits: Buffer.from(followers.bytes()).toString('base64') };
    }
    default:
      return to;
  }
}

function decodeTo(to: SentToData): SentTo {
  switch (to.type) {
    case 'users':
      // A copy: what a pool of buffers hands out may begin between two numbers.
      return { type: 'users', words: new Uint32Array(Uint8Array.from(Buffer.from(to.words, 'base64')).buffer) };
    case 'set': {
      const { capacity, bits, ...rest } = to;
      return { ...rest, followers: new FollowerSet(capacity, Buffer.from(bits, 'base64')) };
    }
    default:
      return to;
  }
}
