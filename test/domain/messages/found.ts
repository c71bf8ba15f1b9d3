import { checkMessage } from '../../../src/domain/messages/check-messages.js';
import type { Finding, SendMethod } from '../../../src/domain/messages/engine/finding.js';
import type { RuleName } from '../../../src/domain/messages/registry/rules.js';

/** What is wrong with one message, a line a finding: severity, rule, pointer. */
export function found(message: unknown, method: SendMethod = 'multicast'): string[] {
  return lines(checkMessage(message, { method, pointer: '' }));
}

/** Findings as lines that a table of tests can state. */
export function lines(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, rule, pointer }) => `${severity} ${rule} ${pointer}`);
}

/** A finding in a line. A rule that the registry does not have does not compile here either. */
type FoundLine = `${Finding['severity']} ${RuleName} ${string}`;

/** One row of a rule table: what it is about, the message, and what is expected to be found. */
export type Row = readonly [about: string, message: unknown, expected: readonly FoundLine[]];

export const IMAGE = 'https://example.com/image.jpg';
export const FILM = 'https://example.com/film.mp4';
/** One grapheme cluster, seven code points, eleven UTF-16 units. */
export const FAMILY = '👨‍👩‍👧‍👦';
/** A clef: one code point, two UTF-16 units. */
export const PAIR = '𝄞';
