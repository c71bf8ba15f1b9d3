import type { Platform } from '../control/platform.js';
import { loadState, saveState } from './state-file.js';
import { lockStateFile } from './state-file-lock.js';

const SAVE_EVERY_MS = 1000;
/** A large state is saved less often: saving takes at most a tenth of the time. */
const REST_PER_SAVE = 10;

/** Keeps the state in a file: little is lost when the process is killed, nothing when it is stopped. */
export class StateKeeper {
  readonly #file: string | null;
  readonly #platform: Platform;
  #timer: NodeJS.Timeout | null = null;
  #isChanged = false;
  #saving: Promise<void> = Promise.resolve();
  #unlock: () => void = () => {};

  /** @param file where to keep the state; null to keep nothing. */
  constructor(file: string | null, platform: Platform) {
    this.#file = file;
    this.#platform = platform;
  }

  /**
   * Takes over the state of an earlier run, if there was one, and keeps the file to itself until `stop`.
   *
   * @throws {EmulatorError} when the file is no state, or another emulator uses it.
   */
  async load(): Promise<boolean> {
    if (this.#file === null) return false;
    this.#unlock = lockStateFile(this.#file);
    return loadState(this.#file, this.#platform);
  }

  /** Says that there may be something new to save. */
  changed(): void {
    this.#isChanged = true;
  }

  /** Begins to save from time to time. Does not keep the process alive. */
  start(): void {
    if (this.#file !== null) this.#saveIn(SAVE_EVERY_MS);
  }

  /** Saves for the last time. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    try {
      await this.save();
    } finally {
      this.release();
    }
  }

  /** Leaves the file as it is to others. */
  release(): void {
    this.#unlock();
    this.#unlock = () => {};
  }

  #saveIn(ms: number): void {
    this.#timer = setTimeout(async () => {
      const startedAt = performance.now();
      // A failure here, such as a full disk, is met again by the save at the end, which reports it.
      if (this.#isChanged) await this.save().catch(() => undefined);
      if (this.#timer !== null) this.#saveIn(Math.max(SAVE_EVERY_MS, REST_PER_SAVE * (performance.now() - startedAt)));
    }, ms).unref();
  }

  /** Saves now. */
  save(): Promise<void> {
    const file = this.#file;
    if (file === null) return Promise.resolve();
    this.#isChanged = false;
    // One save after the other: two at once would write into the same temporary file.
    this.#saving = this.#saving.catch(() => undefined).then(() => saveState(file, this.#platform.channels));
    return this.#saving;
  }
}
