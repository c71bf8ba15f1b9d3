import { replaceFile } from '../../files/atomic-file.js';
import { makePrivateFolder, stateFailure } from '../folders.js';
import { markPath, type StateMark } from './mark.js';

/** On disk, synced, when it returns. */
export function writeFolderMark(folder: string, mark: StateMark): void {
  const path = markPath(folder);
  try {
    makePrivateFolder(folder);
    replaceFile(path, `${JSON.stringify(mark)}\n`);
  } catch (cause) {
    throw stateFailure({ verb: 'write', path }, cause);
  }
}
