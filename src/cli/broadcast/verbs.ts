import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';

import { addListVerb } from './list.js';
import { addPlanVerbs } from './planned.js';

import { addReportVerb } from './report.js';
import { addResolveVerb } from './resolve.js';
import { addResumeVerb } from './resume.js';
import { addShowVerb } from './show.js';
import { addStopVerbs } from './stop.js';
import { addVerifyVerb } from './verify.js';

/** In the order of a broadcast's life, as the help lists them. */
export function addBroadcastVerbs(noun: Command, deps: Deps): void {
  addPlanVerbs(noun, deps);
  addResumeVerb(noun, deps);
  addShowVerb(noun, deps);
  addStopVerbs(noun, deps);
  addReportVerb(noun, deps);
  addVerifyVerb(noun, deps);
  addResolveVerb(noun, deps);
  addListVerb(noun, deps);
}
