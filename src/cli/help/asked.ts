/** Whether the line asks for help, anywhere before what it hands on behind `--`. */
export function asksForHelp(argv: readonly string[]): boolean {
  const line = ownWords(argv);
  return line.some((word) => word === '--help' || SHORT.test(word)) || commandWords(line)[0] === 'help';
}

/** `-h` alone, or among other switches of one letter. */
const SHORT = /^-[qvy]*h[qvyh]*$/;

/** What is for the program itself. */
export function ownWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
}

/** The words that are no options, nor the name behind `--channel`: noun, verb, and whatever follows. */
export function commandWords(line: readonly string[]): readonly string[] {
  return wordPlaces(line).map((at) => line[at] ?? '');
}

/** Where on the line they stand. */
export function wordPlaces(line: readonly string[]): readonly number[] {
  return line.flatMap((word, at) => (word.startsWith('-') || TAKES_NAME.test(line[at - 1] ?? '') ? [] : [at]));
}

const TAKES_NAME = /^(?:-[qvy]*c|--channel)$/;
