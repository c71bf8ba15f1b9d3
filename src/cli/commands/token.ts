import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';
import { addCheck } from './token/check.js';
import { addForget } from './token/forget.js';
import { addGet } from './token/get.js';
import { addImport } from './token/import.js';
import { addIssue } from './token/issue.js';
import { addLimits } from './token/limits.js';
import { addList } from './token/list.js';
import { addRevoke } from './token/revoke.js';
import { addRotate } from './token/rotate.js';
import { addVerify } from './token/verify.js';

export function addTokenVerbs(noun: Command, deps: Deps): void {
  addIssue(noun, deps);
  addGet(noun, deps);
  addList(noun, deps);
  addVerify(noun, deps);
  addCheck(noun, deps);
  addRotate(noun, deps);
  addRevoke(noun, deps);
  addForget(noun, deps);
  addImport(noun, deps);
  addLimits(noun, deps);
}
