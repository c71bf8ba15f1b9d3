import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock, systemRandomness } from '../../../../src/adapters/host/host.js';
import { createRedactor } from '../../../../src/adapters/redaction/redactor.js';
import type { MoveEnd } from '../../../../src/adapters/state/moving/end.js';
import { createStateMover } from '../../../../src/adapters/state/moving/mover.js';
import { BOOKS } from '../../../../src/adapters/state/sql/book-tables.js';
import { openStateDatabase } from '../../../../src/adapters/state/sqlite/database.js';
import type { Ground } from '../../../../src/composition/ground.js';
import { keptState } from '../../../../src/composition/kept-state.js';
import { endsOf } from '../../../../src/composition/state-mover.js';
import { parseChannelId, parseChannelName } from '../../../../src/domain/line/ids.js';
import type { WholeState } from '../../../../src/ports/team/whole-state.js';
import { channelCalled } from '../../../support/channel-settings.js';
import { TEMPORARY_FOLDER } from '../../../support/temporary-folder.js';

/** One machine with a folder, and a server that it may move its state to. */
export class MovingWorld {
  readonly folder: string;
  readonly #wholes = new Map<string, Promise<WholeState>>();

  constructor(readonly url: string) {
    mkdirSync(TEMPORARY_FOLDER, { recursive: true });
    this.folder = mkdtempSync(join(TEMPORARY_FOLDER, 'moving-'));
  }

  /** The program with this environment; what it opened is closed when the test is over. */
  ground(env: Readonly<Record<string, string>> = {}): Ground {
    const closers: (() => Promise<void> | void)[] = [];
    onTestFinished(async () => {
      for (const close of closers.reverse()) await close();
    });
    const { folder } = this;
    return {
      env: { LINE_OPS_SECRET_STORE: 'file', LINE_OPS_SECRET_KEY: 'sixteen characters', ...env },
      clock: systemClock,
      folders: { config: folder, data: folder, logs: join(folder, 'logs') },
      redactor: createRedactor(),
      warn: () => {},
      atEnd: (close) => closers.push(close),
    };
  }

  state(place: 'folder' | 'server') {
    return keptState(this.ground(place === 'server' ? { LINE_OPS_STATE_URL: this.url } : {}));
  }

  /** Looked at again and again, whichever place the state is in. */
  #whole(place: 'folder' | 'server'): Promise<WholeState> {
    const whole = this.#wholes.get(place) ?? this.state(place).wholeState();
    this.#wholes.set(place, whole);
    return whole;
  }

  /** With every step of either end in the hands of `killer`. */
  async mover(to: 'folder' | 'server', killer: StepKiller = new StepKiller(null)) {
    const ground = this.ground(to === 'folder' ? { LINE_OPS_STATE_URL: this.url } : {});
    const ends = await endsOf(ground, to === 'folder' ? 'folder' : this.url, to === 'folder' ? this.url : null);
    return createStateMover({
      from: mortal(ends.from, killer),
      to: mortal(ends.to, killer),
      clock: systemClock,
      random: systemRandomness,
    });
  }

  /** A row in every table with something in every column, a channel and two secrets. */
  async fill(): Promise<void> {
    const { database } = await openStateDatabase(this.folder);
    for (const { name } of BOOKS) {
      const columns = database.prepare(`PRAGMA table_info(${name})`).all().map(columnOf);
      for (const number of [1, 2]) {
        const values = columns.map((column) => valueFor(column, number));
        const places = columns.map(() => '?').join(', ');
        database
          .prepare(`INSERT INTO ${name} (${columns.map((column) => column.name).join(', ')}) VALUES (${places})`)
          .run(...values);
      }
    }
    database.close();
    const state = this.state('folder');
    await (await state.configuration()).change(() => ({
      current: parseChannelName('shop'),
      channels: [channelCalled('shop', { channelId: parseChannelId('1234567890') })],
    }));
    await (await state.secrets()).set({ 'channel/1234567890/secret': 'a secret', 'token/t-1': 'a token' });
  }

  /** All that a place holds, to be compared. */
  async contents(place: 'folder' | 'server'): Promise<unknown> {
    const state = this.state(place);
    return {
      rows: await this.rows(place),
      channels: (await (await state.configuration()).read()).channels,
      secrets: await (await state.secrets()).entries(),
    };
  }

  /** The server's rows and the folder's look the same. */
  async rows(place: 'folder' | 'server'): Promise<readonly string[]> {
    const rows: string[] = [];
    await (await this.#whole(place)).read(async (all) => {
      for await (const { table, row } of all) {
        const columns = Object.entries(row).map(([column, value]) => [column, told(value)]);
        rows.push(JSON.stringify([table, columns.toSorted()]));
      }
    });
    return rows.toSorted();
  }

  /** Whether commands may work there. */
  async isInUse(place: 'folder' | 'server'): Promise<boolean> {
    const { move } = await (await this.#whole(place)).facts();
    return move === null || move.standing === 'here';
  }
}

/** What an engine may stumble over. */
export const ODD_TEXT = `ひらがな '"?`;

interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  readonly mayBeNull: boolean;
}

function columnOf(row: unknown): ColumnInfo {
  const { name, type, notnull, pk } = Object(row);
  return { name: String(name), type: String(type), mayBeNull: notnull === 0 && pk === 0 };
}

/** Others are told apart by their number; what refers to something refers to what is there. */
function valueFor({ name, type, mayBeNull }: ColumnInfo, number: number): string | number | Uint8Array | null {
  if (mayBeNull && number === 2) return null;
  if (name === 'number') return number;
  if (type === 'INTEGER') return 1_700_000_000_000 + number;
  if (type === 'BLOB') return Uint8Array.from({ length: 32 }, (_, index) => index * number);
  return `${name === 'broadcast_id' || name === 'upload_id' ? 'id' : name} ${number} ${ODD_TEXT}`;
}

function told(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}

/** Ends a move at the chosen step, before or after it took effect; `then` happens behind the one that is named. */
export class StepKiller {
  steps = 0;

  constructor(
    readonly killAt: number | null,
    readonly behind: keyof MoveEnd | null = null,
    readonly then: () => Promise<unknown> = async () => {},
  ) {}

  async step<Result>(act: () => Promise<Result>, name: keyof MoveEnd | null = null): Promise<Result> {
    this.#count();
    const result = await act();
    this.#count();
    if (name !== null && name === this.behind) await this.then();
    return result;
  }

  #count(): void {
    if (this.killAt !== null && this.killAt <= this.steps) throw new Error('killed');
    this.steps += 1;
  }
}

function mortal(end: MoveEnd, killer: StepKiller): MoveEnd {
  return {
    ...end,
    writeBeside: (beside) => killer.step(() => end.writeBeside(beside), 'writeBeside'),
    leaving: (mark, use) => killer.step(() => end.leaving(mark, (look) => killer.step(() => use(look))), 'leaving'),
    finishLeaving: (mark) => killer.step(() => end.finishLeaving(mark)),
    filling: (mark, rule, fill) => killer.step(() => end.filling(mark, rule, (into) => killer.step(() => fill(into)))),
    arrived: (mark) => killer.step(() => end.arrived(mark)),
  };
}
