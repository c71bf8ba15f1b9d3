/** The address of a section of the Messaging API reference. */
export function reference(anchor: string): string {
  return `https://developers.line.biz/en/reference/messaging-api/#${anchor}`;
}

/** The address of a page of the Messaging API documentation. */
export function guide(page: string): string {
  return `https://developers.line.biz/en/docs/messaging-api/${page}`;
}
