import { howLine, matching, type Shell } from './shell.js';

/**
 * The script hands the words over in a variable, a line each: older versions of PowerShell drop an empty argument and mangle quotes. It reads
 * what to insert, what to show and what it means, with tabs between.
 */
export const powershell: Shell = {
  read(_given, env) {
    const words = (env['LINE_OPS_COMPLETE_WORDS'] ?? '').split('\n');
    return { words: words.slice(0, -1), word: words.at(-1) ?? '' };
  },
  write: (reply, { word }) => [
    howLine(reply),
    ...matching(reply, word).map(({ value, says }) => {
      const whole = `${reply.prefix}${value}`;
      return `${quoted(whole)}\t${value}\t${says === '' ? value : says}`;
    }),
  ],
};

function quoted(text: string): string {
  return /^[\p{L}\p{M}\p{N}\w.:/=+-]+$/u.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}
