/** `1.2 MB`, in units of a thousand. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ['KB', 'MB', 'GB', 'TB', 'PB'];
  let [value, unit] = [bytes / 1000, 0];
  while (1000 <= Math.round(value) && unit + 1 < units.length) [value, unit] = [value / 1000, unit + 1];
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${units[unit] ?? ''}`;
}
