import { failure } from '../../../domain/failure/failure.js';
import type { ChannelAccessToken } from '../../../domain/line/secret.js';
import type { TokenRecord } from '../../../domain/tokens/token.js';
import { handOverView } from '../../output/view.js';
import type { Session } from '../../session.js';
import { choiceOr, type OptionValues } from '../../verb.js';
import { tokenJson } from '../selection/token-view.js';

/** The life that `token get` asks for by itself. */
export const DEFAULT_MINIMUM_LIFE_MS = 60 * 60 * 1000;

/** The form in which a verb prints the token that it exists to hand out. */
export const FORMAT_OPTIONS = {
  format: choiceOr('token', '<form>', 'the bare token, a line for an env file, or JSON', ['token', 'env', 'json']),
};

export type HandOutFormat = OptionValues<typeof FORMAT_OPTIONS>['format'];

export interface HandedOut {
  readonly schema: string;
  readonly record: TokenRecord;
  readonly token: ChannelAccessToken;
  readonly active: number;
  readonly limit: number | null;
  /** LINE's time, where it is known. */
  readonly now: number;
}

/**
 * Writes the one secret that the command exists to show: alone on stdout, whatever the form.
 *
 * @throws {LineOpsError} `failure` STDOUT_NOT_TAKEN where nobody has it now: the caller says what became of it.
 */
export async function handOut(
  session: Session,
  format: HandOutFormat,
  { schema, record, token, active, limit, now }: HandedOut,
): Promise<void> {
  const value = token.reveal();
  const json = session.globals.json || format === 'json';
  await handOverView(
    { ...session, globals: { ...session.globals, json } },
    {
      schema,
      json: { token: { ...tokenJson(record, now), accessToken: value }, active, limit },
      text: () => (format === 'env' ? `LINE_CHANNEL_ACCESS_TOKEN=${value}` : value),
    },
    value,
  );
}

/** @throws {LineOpsError} `usage` unless it is 1 to 100 characters on one line. */
export function parseLabel(text: string): string {
  const label = text.trim();
  if (0 < label.length && label.length <= 100 && !/\p{Cc}/u.test(label)) return label;
  throw failure('INVALID_LABEL', {});
}
