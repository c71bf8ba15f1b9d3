import type { FolderFacts, RuntimeFacts } from '../../domain/doctor/facts.js';

/** What the program runs on and in. Nothing is changed by looking. */
export interface Surroundings {
  runtime(): RuntimeFacts;
  /** Every folder of the state, each once. */
  folders(): Promise<readonly FolderFacts[]>;
  /** The user as the system knows them; null where it does not. */
  userName(): string | null;
  hostName(): string;
}
