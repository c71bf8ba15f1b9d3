// node build/write-papers.mjs: after a build that has left its metafile in dist.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writePapers } from './papers.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const metafile = JSON.parse(readFileSync(`${root}/dist/metafile.json`, 'utf8'));
writePapers({ metafiles: [metafile], root, outdir: `${root}/dist` });
