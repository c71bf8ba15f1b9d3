import { compare } from './bundled-packages.mjs';

/**
 * What is in the program, and what npm installs beside it. Of `npm sbom` one would get the second alone, with the time and the
 * folder of the build in it.
 *
 * @see https://cyclonedx.org/docs/1.5/json/
 */
export function billOfMaterials(manifest, { packages }, bundled, taken) {
  const { name, version, license, description } = manifest;
  const components = new Map();
  for (const { name, version, licence } of bundled) {
    const locked = Object.entries(packages).find(([path, entry]) => nameAt(path) === name && entry.version === version);
    if (locked === undefined) throw new Error(`${name} ${version} is in the program and not in the lock file`);
    components.set(`${name}@${version}`, component(name, locked[1], licence, { isBundled: true }));
  }
  const installed = Object.entries(packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
  );
  for (const [path, entry] of installed) {
    const key = `${nameAt(path)}@${entry.version}`;
    const isBundled = components.has(key);
    components.set(key, component(nameAt(path), entry, entry.license, { isBundled, isInstalled: true }));
  }
  for (const { name, licence } of taken) {
    components.set(name, component(name, {}, licence, { isBundled: true }));
  }
  const own = purl(name, version);
  const needs = (path, entry) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
      .map((needed) => resolved(packages, path, needed))
      .filter((at) => at !== null && components.has(`${nameAt(at)}@${packages[at].version}`))
      .map((at) => purl(nameAt(at), packages[at].version));
  const bundledRefs = bundled.map(({ name, version }) => purl(name, version));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: {
        'bom-ref': own,
        type: 'application',
        name,
        version,
        description,
        licenses: [{ license: { id: license } }],
        purl: own,
      },
    },
    components: [...components.entries()].sort(([one], [other]) => compare(one, other)).map(([, made]) => made),
    dependencies: [
      { ref: own, dependsOn: unique([...bundledRefs, ...needs('', packages[''])]) },
      ...Object.entries(packages)
        .filter(([path, entry]) => path !== '' && components.has(`${nameAt(path)}@${entry.version}`))
        .map(([path, entry]) => ({ ref: purl(nameAt(path), entry.version), dependsOn: unique(needs(path, entry)) })),
    ],
  };
}

/** What is in the program is always there; what is installed beside it may be left out where npm calls it optional. */
function component(
  name,
  { version, integrity, optional = false },
  licence,
  { isBundled = false, isInstalled = false },
) {
  const [algorithm, digest] = (integrity ?? '').split('-');
  return {
    'bom-ref': version === undefined ? name : purl(name, version),
    type: 'library',
    name,
    ...(version !== undefined && { version }),
    scope: optional && !isBundled ? 'optional' : 'required',
    ...(digest !== undefined && {
      hashes: [{ alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') }],
    }),
    licenses: [
      / (OR|AND) /.test(licence) ? { expression: licence.replace(/^\((.*)\)$/, '$1') } : { license: { id: licence } },
    ],
    ...(version !== undefined && { purl: purl(name, version) }),
    properties: [
      { name: 'line-ops:bundled', value: String(isBundled) },
      { name: 'line-ops:installed', value: String(isInstalled) },
    ],
  };
}

/** @see https://github.com/package-url/purl-spec/blob/main/types-doc/npm-definition.md */
function purl(name, version) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** The name of the package at a path of the lock file; an alias is said by its real one. */
function nameAt(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Where Node finds a package from there: the nearest node_modules above. */
function resolved(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (at === '') return null;
  }
}

function unique(values) {
  return [...new Set(values)].sort();
}
