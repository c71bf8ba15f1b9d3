import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';
import { addMessagePush } from './push.js';
import { addMessageValidate } from './validate.js';

export function addMessageVerbs(noun: Command, deps: Deps): void {
  addMessageValidate(noun, deps);
  addMessagePush(noun, deps);
}
