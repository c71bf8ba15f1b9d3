import { unwrapped } from '../../domain/line/credential-text.js';

/** Options that would take a secret, if any did. What ends otherwise names a source or an ID. */
const SECRET_OPTION = /^--?[a-z-]*(?:secret|token|password|passphrase|private-key|assertion-key|assertion|jwk)$/i;

/** Token IDs, channel IDs, user IDs, request IDs and names look different. */
const LOOKS_SECRET = [
  // A JSON Web Token or Key.
  /^eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]*$/,
  /^\{.*"d"\s*:.*\}$/s,
  // A short-lived or long-lived token: base64 of more than a hundred characters, and no path.
  /^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?![./~])[A-Za-z0-9+/_-]{80,}={0,2}$/,
  // A channel secret.
  /^[0-9a-f]{32}$/,
];

/** What was given to an option that sounds like a secret's, known to the program or not: it is shown nowhere. */
export function secretsOfOptions(argv: readonly string[]): readonly string[] {
  return argv.flatMap((word, index) => {
    const [, name = '', value] = /^(--?[^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (!SECRET_OPTION.test(name)) return [];
    const given = value ?? argv[index + 1] ?? '';
    return given === '' || given.startsWith('-') ? [] : [given];
  });
}

/** Words that may be secrets, given in place of an ID or a name: an error does not repeat them. */
export function wordsLikeSecrets(argv: readonly string[]): readonly string[] {
  return argv
    .flatMap((word) => [word, word.slice(word.indexOf('=') + 1)])
    .map(unwrapped)
    .filter((word) => LOOKS_SECRET.some((form) => form.test(word)));
}

/** Whether an option of this name would be a secret on the command line. */
export function isSecretOption(name: string): boolean {
  return SECRET_OPTION.test(name);
}
