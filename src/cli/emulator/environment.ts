import type { EnvironmentVariables } from '../../ports/host.js';

/** Credentials and choices of another channel: beside the emulator's own they would be tried first, and refused. */
const FOREIGN = /^(LINE_CHANNEL_|LINE_ASSERTION_|LINE_OPS_CHANNEL$|LINE_OPS_(DATA_)?API_URL$)/;

/** The caller's environment pointed at an emulator. */
export function environmentOf(
  own: EnvironmentVariables,
  emulator: Readonly<Record<string, string>>,
): EnvironmentVariables {
  return { ...Object.fromEntries(Object.entries(own).filter(([name]) => !FOREIGN.test(name))), ...emulator };
}

/** Names that a shell must forget before it takes over the emulator's environment. */
export function namesToForget(
  own: EnvironmentVariables,
  emulator: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.keys(own).filter((name) => FOREIGN.test(name) && emulator[name] === undefined);
}
