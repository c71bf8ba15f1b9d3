import { failure } from '../failure/failure.js';
import type { ListedUrl } from './callback-urls.js';

/**
 * The URLs of a list: one a line (blank lines and those that begin with `#` do not count), or a JSON array.
 *
 * @param source names the file for people.
 * @throws {LineOpsError} `usage` for JSON that is no array of texts.
 */
export function readCallbackList(text: string, source: string): readonly ListedUrl[] {
  const bare = text.replace(/^\uFEFF/, '');
  if (bare.trimStart().startsWith('[')) return urlsOfArray(bare, source);
  return bare.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const url = line.trim();
    return url === '' || url.startsWith('#') ? [] : [{ url, line: index + 1 }];
  });
}

function urlsOfArray(text: string, source: string): readonly ListedUrl[] {
  const values = parsed(text, source);
  if (!Array.isArray(values)) throw failure('INVALID_CALLBACK_LIST', { which: 'json', source });
  return values.map((url: unknown, index) => {
    if (typeof url !== 'string') throw failure('INVALID_CALLBACK_LIST', { which: 'entry', source, place: index + 1 });
    return { url, line: index + 1 };
  });
}

function parsed(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw failure('INVALID_CALLBACK_LIST', { which: 'json', source });
  }
}
