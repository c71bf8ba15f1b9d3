/** A whole number as people read it: `1,234,567`. Not by the runtime's locales: loading them takes longer than a request. */
export function grouped(value: number): string {
  return String(value).replaceAll(/\B(?<!\.\d*)(?=(?:\d{3})+(?!\d))/g, ',');
}

/** `1 batch`, `2 batches`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${grouped(value)} ${value === 1 ? one : many}`;
}
