/** One cell of a CSV. @see https://www.rfc-editor.org/rfc/rfc4180 */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
