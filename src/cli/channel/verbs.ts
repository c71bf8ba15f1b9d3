import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';
import { addAdd } from './add.js';
import { addListAndUse } from './list.js';
import { addRemove } from './remove.js';
import { addShow } from './show.js';

export function addChannelVerbs(noun: Command, deps: Deps): void {
  addAdd(noun, deps);
  addListAndUse(noun, deps);
  addShow(noun, deps);
  addRemove(noun, deps);
}
