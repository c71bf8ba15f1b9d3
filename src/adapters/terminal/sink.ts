import { visible, visibleLines } from '../../domain/text/visible.js';
import type { Redactor } from '../../ports/host.js';
import type { Styles } from './styles.js';

/** What a text may hold beside plain characters. */
export interface Passing {
  /** Line breaks and tabs: the text is laid out by us. Else it is one line. */
  readonly lines?: boolean;
  /** The one secret that this command exists to show. */
  readonly handedOut?: string | undefined;
  /** A workflow command that we write on purpose. */
  readonly workflowCommand?: boolean;
  /** Lays out the text, its styles still signed, when nothing in it can be anything but text any more. */
  readonly laidOut?: (text: string) => string;
}

/**
 * The last thing that happens to a text before a stream gets it: secrets are taken out, characters that act on a terminal
 * become visible, only our own styles turn into escape codes, and nothing in it is a command to a CI runner.
 */
export function createSink(redactor: Redactor, styles: Styles): (text: string, passing?: Passing) => string {
  return (text, { lines = false, handedOut, workflowCommand = false, laidOut = (shown: string) => shown } = {}) => {
    const show = lines ? visibleLines : visible;
    const clean = styles.release(laidOut(styles.between(redactor.redact(text, handedOut), show)));
    return workflowCommand ? withoutBracketed(clean) : withoutBeginning(withoutBracketed(clean));
  };
}

/**
 * GitHub's runner takes a line for a command that begins with `::`, blanks aside, and `##[…]` anywhere in a line; Azure
 * Pipelines and TeamCity have the like. The escapes are JSON's, as those of `visible` are.
 *
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
function withoutBeginning(text: string): string {
  return text.includes('::') ? text.replace(BEGINS_WITH_COMMAND, '$1\\u003a:') : text;
}

function withoutBracketed(text: string): string {
  return text.includes('##') ? text.replace(/#(?=#(?:\[|vso\[|teamcity\[))/g, '\\u0023') : text;
}

const ESCAPE = String.fromCharCode(27);
const BEGINS_WITH_COMMAND = new RegExp(`^((?:[^\\S\n]|${ESCAPE}\\[[0-9;]*m)*)::`, 'gm');
