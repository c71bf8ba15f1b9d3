// The papers of the built program: whose code is in it and under which licence, and a bill of materials. Both are made of
// what esbuild says that it has put into the outputs, and of the lock file, so that they cannot say anything else. They hold
// no time, no machine and no chance: two builds of the same sources are the same.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOfMaterials } from './bill-of-materials.mjs';
import { bundledPackages, takenIn } from './bundled-packages.mjs';
import { licencesText } from './licences.mjs';

/** Writes both into `outdir`. `root` is the folder of package.json, which paths of the metafiles start from. */
export function writePapers({ metafiles, root, outdir }) {
  const bundled = bundledPackages(metafiles, root);
  const [manifest, lock] = ['package.json', 'package-lock.json'].map((name) =>
    JSON.parse(readFileSync(join(root, name), 'utf8')),
  );
  writeFileSync(join(outdir, 'THIRD-PARTY-LICENSES.txt'), licencesText(bundled, takenIn(bundled)));
  writeFileSync(
    join(outdir, 'sbom.cdx.json'),
    JSON.stringify(billOfMaterials(manifest, lock, bundled, takenIn(bundled))),
  );
}
