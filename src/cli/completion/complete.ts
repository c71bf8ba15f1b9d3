import { type Outlook, replyTo } from './offers.js';
import { bash } from './shells/bash.js';
import { fish } from './shells/fish.js';
import { powershell } from './shells/powershell.js';
import type { Shell } from './shells/shell.js';
import { zsh } from './shells/zsh.js';

const SHELLS: Readonly<Record<string, Shell>> = { bash, zsh, fish, powershell };

/**
 * What the script of a shell gets when a person presses Tab. Whatever is wrong, it is told by no word: the line that is being typed would be
 * broken by it.
 */
export async function complete([name = '', ...given]: readonly string[], outlook: Outlook): Promise<string> {
  const shell = Object.hasOwn(SHELLS, name) ? SHELLS[name] : undefined;
  const asked = shell?.read(given, outlook.env) ?? null;
  if (shell === undefined || asked === null) return '';
  const lines = shell.write(await replyTo(asked.words, asked.word, outlook), asked, given);
  return lines.map((line) => `${line}\n`).join('');
}
