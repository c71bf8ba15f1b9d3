import type { IncomingHttpHeaders } from 'node:http';

export const FORM_DATA = 'multipart/form-data';

/** The fields of a `multipart/form-data` body by their names, each as text. */
export function formDataFields(headers: IncomingHttpHeaders, body: Buffer): ReadonlyMap<string, string> {
  const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1] ?? '';
  const parts = body.toString('latin1').split(`--${boundary}`).slice(1, -1);
  return new Map(
    parts.map((part) => {
      const [head = '', ...content] = part.split('\r\n\r\n');
      return [/\bname="([^"]*)"/.exec(head)?.[1] ?? '', content.join('\r\n\r\n').replace(/\r\n$/, '')];
    }),
  );
}
