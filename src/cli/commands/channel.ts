import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';
import { addAdd } from './channel/add.js';
import { addListAndUse } from './channel/list.js';
import { addRemove } from './channel/remove.js';
import { addShow } from './channel/show.js';

export function addChannelVerbs(noun: Command, deps: Deps): void {
  addAdd(noun, deps);
  addListAndUse(noun, deps);
  addShow(noun, deps);
  addRemove(noun, deps);
}
