import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, schemaOf } from '../src/cli/schema/document.js';
import { DOCUMENTS } from '../src/cli/schema/registry.js';

// A part of `npm run build`: the JSON Schema of every document, as a file of the package.

const FOLDER = join('dist', 'schemas');

mkdirSync(FOLDER, { recursive: true });
for (const document of DOCUMENTS) {
  writeFileSync(join(FOLDER, fileOf(document)), `${JSON.stringify(schemaOf(document), null, 2)}\n`);
}
