/**
 * What the driver of PostgreSQL loads and we never let it use: it is told how to read values, which password to give, and
 * where to connect; whether this is Cloudflare it asks of a class that Node 20 loads its whole `fetch` for.
 */
const DRIVER_PARTS = {
  'pg-types': 'module.exports = { getTypeParser: () => (text) => text };',
  'pg-connection-string': 'module.exports = {};',
  pgpass: 'module.exports = {};',
  './stream': `module.exports = {
    getStream: () => new (require('node:net').Socket)(),
    getSecureStream: (options) => require('node:tls').connect(options),
  };`,
};

/** For esbuild. */
export const bareDriver = {
  name: 'bare-driver',
  setup(building) {
    building.onResolve({ filter: /^(?:pg-types|pg-connection-string|pgpass|\.\/stream)$/ }, ({ path, importer }) =>
      importer.includes('/node_modules/pg/lib/') ? { path, namespace: 'driver' } : undefined,
    );
    building.onLoad({ filter: /.*/, namespace: 'driver' }, ({ path }) => ({ contents: DRIVER_PARTS[path] }));
  },
};
