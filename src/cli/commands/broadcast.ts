import type { Command } from 'commander';
import type { Deps } from '../../ports/deps.js';

import { addListVerb } from './broadcast/list.js';
import { addPlanVerbs } from './broadcast/planned.js';

import { addReportVerb } from './broadcast/report.js';
import { addResolveVerb } from './broadcast/resolve.js';
import { addResumeVerb } from './broadcast/resume.js';
import { addShowVerb } from './broadcast/show.js';
import { addStopVerbs } from './broadcast/stop.js';
import { addVerifyVerb } from './broadcast/verify.js';

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
