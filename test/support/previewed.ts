import { previewPage } from '../../src/cli/message/preview/page/page.js';
import { checkDocumentValue } from '../../src/domain/messages/check-document.js';
import type { SendMethod } from '../../src/domain/messages/engine/finding.js';

interface Wishes {
  readonly loadImages?: boolean;
  readonly method?: SendMethod;
}

/** The page of a document that lies in memory, with its findings. */
export function previewOf(value: unknown, { loadImages = false, method = 'push' }: Wishes = {}): string {
  const locate = () => ({ line: 1, column: 1 });
  const { findings } = checkDocumentValue(value, { method, locate });
  const pointerInFile = (pointer: string) => pointer;
  return previewPage({ name: 'sale.json', value, findings, method, pointerInFile, loadImages, version: '1.0.0' });
}

/** The value with every string in it replaced. */
export function withStrings(value: unknown, replace: (text: string, key: string) => string, key = ''): unknown {
  if (typeof value === 'string') return replace(value, key);
  if (Array.isArray(value)) return value.map((item) => withStrings(item, replace, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withStrings(child, replace, name)]));
}
