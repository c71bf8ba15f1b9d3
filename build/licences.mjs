import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** Licences under which code may be given on, in a product of any kind, when its notice goes with it. */
const PERMISSIVE = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT']);

/** One text: a list, then each package with its own words. A licence that asks for more ends the build. */
export function licencesText(bundled, taken) {
  const parts = bundled.map(({ folder, name, version, licence, files }) => {
    if (!PERMISSIVE.has(licence))
      throw new Error(`${name} ${version} is under ${licence}: it must not go into the program`);
    const notices = [...licenceFiles(folder, files), ...noticesWithin(folder, files)];
    return [`${name} ${version} (${licence})`, ...notices];
  });
  for (const { name, licence, notice } of taken) parts.push([`${name} (${licence})`, notice]);
  const rule = '-'.repeat(80);
  const head = 'line-ops contains code of these packages, which is given on under their own licences:';
  const list = parts.map(([title]) => `  ${title}`).join('\n');
  return `${[`${head}\n\n${list}\n`, ...parts.map((part) => part.join('\n\n'))].join(`\n${rule}\n`)}\n`;
}

/** The text of the package's own licence, and of those that lie beside files that were taken. */
function licenceFiles(folder, files) {
  const folders = new Set([folder]);
  for (const file of files) {
    for (let at = dirname(join(folder, file)); at !== folder; at = dirname(at)) folders.add(at);
  }
  const texts = [...folders].sort().flatMap((at) =>
    readdirSync(at, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice)([.-]|$)/i.test(entry.name))
      .map((entry) => ({ at, text: readFileSync(join(at, entry.name), 'utf8').replaceAll('\r\n', '\n').trim() })),
  );
  if (!texts.some(({ at }) => at === folder)) throw new Error(`${folder} has no file with its licence`);
  return texts.map(({ at, text }) =>
    at === folder ? text : `In ${relative(folder, at).split(sep).join('/')}:\n\n${text}`,
  );
}

/** Comments in the files themselves that name somebody: bundling takes comments away. */
function noticesWithin(folder, files) {
  const notices = new Set();
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
    for (const [comment] of text.matchAll(/\/\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n?)+/gm)) {
      if (/copyright/i.test(comment)) notices.add(comment.trim());
    }
  }
  return [...notices];
}
