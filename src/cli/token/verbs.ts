import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';
import { addCheck } from './check.js';
import { addForget } from './forget.js';
import { addGet } from './get.js';
import { addLimits } from './hand-out/limits.js';
import { addImport } from './import.js';
import { addIssue } from './issue.js';
import { addList } from './list.js';
import { addRevoke } from './revoke.js';
import { addRotate } from './rotate.js';
import { addVerify } from './verify.js';

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
