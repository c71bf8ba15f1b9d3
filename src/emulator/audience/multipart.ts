import type { LineRequest } from '../http/line-request.js';

/** A part of a multipart form. */
export interface FormPart {
  readonly name: string;
  /** Null for a part that is no file. */
  readonly fileName: string | null;
  readonly contentType: string | null;
  readonly content: Buffer;
}

const CRLF = '\r\n';

/** The parts of a `multipart/form-data` body; null for a body in another form. @see https://www.rfc-editor.org/rfc/rfc7578 */
export function readMultipart({ headers, body }: LineRequest): readonly FormPart[] | null {
  const contentType = headers['content-type'] ?? '';
  const boundary = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  const delimiter = boundary?.[1] ?? boundary?.[2];
  if (delimiter === undefined) return null;
  const parts: FormPart[] = [];
  const mark = `--${delimiter}`;
  let at = body.indexOf(mark);
  while (at !== -1) {
    const start = at + mark.length;
    const end = body.indexOf(`${CRLF}${mark}`, start);
    if (end === -1) break;
    const part = readPart(body.subarray(start + CRLF.length, end));
    if (part !== null) parts.push(part);
    at = end + CRLF.length;
  }
  return parts;
}

function readPart(bytes: Buffer): FormPart | null {
  const headEnd = bytes.indexOf(`${CRLF}${CRLF}`);
  if (headEnd === -1) return null;
  const head = bytes.subarray(0, headEnd).toString('utf8');
  const name = /^content-disposition:[^\r\n]*?[;\s]name="([^"]*)"/im.exec(head)?.[1];
  if (name === undefined) return null;
  return {
    name,
    fileName: /^content-disposition:[^\r\n]*?[;\s]filename="([^"]*)"/im.exec(head)?.[1] ?? null,
    contentType: /^content-type:\s*([^\s;]+)/im.exec(head)?.[1]?.toLowerCase() ?? null,
    content: bytes.subarray(headEnd + 2 * CRLF.length),
  };
}
