import { createHash } from 'node:crypto';
import type { UserId } from '../../domain/line/ids.js';
import type { People } from '../bot/people.js';

/** A group chat, or a multi-person chat of the kind that came before group chats: LINE's API calls that a room. */
export type GroupKind = 'group' | 'room';

/** @see https://developers.line.biz/en/docs/messaging-api/group-chats/ */
export interface Group {
  /** `C` for a group, `R` for a room, and 32 hexadecimal digits. */
  readonly id: string;
  readonly kind: GroupKind;
  /** A room has none. */
  readonly name: string;
  readonly pictureUrl: string | null;
  /** Without the account, in the order in which they came. */
  readonly members: Set<UserId>;
  /** Whether the account is in it. */
  hasBot: boolean;
}

const ID: Readonly<Record<GroupKind, RegExp>> = { group: /^C[0-9a-f]{32}$/, room: /^R[0-9a-f]{32}$/ };

/** Whether the text has the form of such a chat's ID. */
export function isGroupId(kind: GroupKind, text: unknown): text is string {
  return typeof text === 'string' && ID[kind].test(text);
}

/** Every group and room that the account is or was in. */
export class GroupBook {
  readonly #people: People;
  /** IDs follow from it, and from how many groups there were before. */
  readonly #origin: string;
  readonly #groups = new Map<string, Group>();
  /** The chats of each user, so that nobody looks through all of them. */
  readonly #ofUser = new Map<string, Set<Group>>();

  constructor(people: People, origin: string) {
    this.#people = people;
    this.#origin = origin;
  }

  /** Null for one that does not exist. */
  find(id: string): Group | null {
    return this.#groups.get(id) ?? null;
  }

  all(): readonly Group[] {
    return [...this.#groups.values()];
  }

  /** Those that the user is a member of. */
  ofUser(userId: string): readonly Group[] {
    return [...(this.#ofUser.get(userId) ?? [])];
  }

  /** A group that somebody has made and invited the account to. */
  create(
    kind: GroupKind,
    members: readonly UserId[],
    shown: { readonly name: string | null; readonly pictureUrl: string | null },
  ): Group {
    const digits = createHash('sha1').update(`${this.#origin} ${kind} ${this.#groups.size}`).digest('hex').slice(0, 32);
    const group = this.#add(`${kind === 'group' ? 'C' : 'R'}${digits}`, kind, shown);
    for (const userId of members) this.enter(group, userId);
    return group;
  }

  /** The group with this ID, made where it does not exist: an event that comes from it says that it does. */
  meet(kind: GroupKind, id: string): Group {
    return this.find(id) ?? this.#add(id, kind, { name: null, pictureUrl: null });
  }

  #add(
    id: string,
    kind: GroupKind,
    { name, pictureUrl }: { readonly name: string | null; readonly pictureUrl: string | null },
  ): Group {
    const called = kind === 'room' ? '' : (name ?? `Group ${this.#groups.size + 1}`);
    const group: Group = { id, kind, name: called, pictureUrl, members: new Set(), hasBot: true };
    this.#groups.set(id, group);
    return group;
  }

  /** From now on the user is a member, and the account knows its ID. */
  enter(group: Group, userId: UserId): void {
    this.#people.know(userId);
    group.members.add(userId);
    const groups = this.#ofUser.get(userId) ?? new Set();
    this.#ofUser.set(userId, groups.add(group));
  }

  /** From now on the user is no member. */
  exit(group: Group, userId: UserId): void {
    group.members.delete(userId);
    this.#ofUser.get(userId)?.delete(group);
  }

  /** As plain data for the state file. */
  toData(): GroupsData {
    return this.all().map((group) => ({ ...group, members: [...group.members] }));
  }

  /** Takes over the data of an earlier run. */
  restore(groups: GroupsData): void {
    for (const { id, kind, name, pictureUrl, members, hasBot } of groups) {
      const group = this.#add(id, kind, { name, pictureUrl });
      for (const userId of members) this.enter(group, userId);
      group.hasBot = hasBot;
    }
  }
}

/** Groups as plain data. */
export type GroupsData = readonly (Omit<Group, 'members'> & { readonly members: readonly UserId[] })[];
