import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a package has taken in from elsewhere without its notice. @see https://github.com/nodejs/llhttp/blob/main/LICENSE */
const TAKEN_IN = [
  {
    within: /^undici\/lib\/llhttp\/.*-wasm\.js$/,
    name: 'llhttp',
    licence: 'MIT',
    notice: `This software is licensed under the MIT License.

Copyright Fedor Indutny, 2018.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software
is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES
OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`,
  },
];

/** The packages of which any file is in an output, by name, each with its files. */
export function bundledPackages(metafiles, root) {
  const packages = new Map();
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => Object.keys(output.inputs)),
  );
  for (const input of [...new Set(inputs)].sort()) {
    const place = /^(?<folder>.*(?:^|\/)node_modules\/(?<name>(?:@[^/]+\/)?[^/]+))\/(?<file>.+)$/.exec(input)?.groups;
    if (place === undefined) continue;
    const folder = join(root, place.folder);
    if (!packages.has(folder)) {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      packages.set(folder, { folder, name, version, licence: license, files: [] });
    }
    packages.get(folder).files.push(place.file);
  }
  return [...packages.values()].sort(
    (one, other) => compare(one.name, other.name) || compare(one.version, other.version),
  );
}

/** By code units: an order by language would differ from machine to machine. */
export function compare(one, other) {
  return Number(one > other) - Number(one < other);
}

/** What the files of these packages hold of somebody else. */
export function takenIn(bundled) {
  return TAKEN_IN.filter(({ within }) =>
    bundled.some(({ name, files }) => files.some((file) => within.test(`${name}/${file}`))),
  );
}
