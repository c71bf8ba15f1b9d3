import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completionTable } from '../src/cli/completion/table.js';

// A part of `npm run build`: what completion knows of the verbs, as data beside the program, so that a key press loads none of them.

void completionTable().then((table) => writeFileSync(join('dist', 'completion.json'), JSON.stringify(table)));
