// http.route on every span and series of Express 4 and 5, however it is loaded, on the oldest and on the newest Node.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import { NODES } from '../support/nodes.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const SERVER = 2;
const ROOT = join(import.meta.dirname, '../..');
const VERSIONS = { 4: join(ROOT, 'test/fixtures/express4/node_modules/express/index.js'), 5: join(ROOT, 'node_modules/express/index.js') };
const LOADED = ['routes-require.cjs', 'routes-import.mjs', 'routes-file-url.mjs'];
const BUNDLES = { cjs: { format: 'cjs' }, mjs: { format: 'esm' } } as const;
/** What a bundle of CommonJS modules needs as an ES module: they still require Node's own. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Path → route. */
const ROUTES = {
  '/': '/',
  '/plain': '/plain',
  '/api/users/ada/notes/1': '/api/users/:user/notes/:note',
  '/api/users/bob/notes/2': '/api/users/:user/notes/:note',
  '/api/users/ada/boom': '/api/users/:user/boom',
  '/v1/items/7': '/v1/items/:item',
  '/v2/items/8': '/v2/items/:item',
  '/v1/fail': '/v1/fail',
  '/v2/fail': '/v2/fail',
  '/regexp42': String(/^\/regexp\d+$/),
  '/either': '/either|/or',
  '/admin/eu/people/9': '/admin/:region/people/:person',
  '/mounted/some/file.txt': '/mounted/*',
  '/mounted/gone': '_unmatched',
  '/api/nowhere': '_unmatched',
  '/nowhere/at/all': '_unmatched',
  '/passed/on': '/passed/on',
  '/%zz': '_unmatched',
  '/hidden/7/inner/8': '/hidden/:what/inner/:id',
  '/deep/7/inner/8': '/deep/:what/*/:id',
  '/API/users/eve/notes/3': '/api/users/:user/notes/:note',
};

const scratch = mkdtempSync(join(tmpdir(), 'peragus-routes-'));

async function bundle(version: keyof typeof VERSIONS, kind: keyof typeof BUNDLES): Promise<string> {
  const outfile = join(scratch, `express${version}.${kind}`);
  await build({
    ...BUNDLES[kind],
    entryPoints: [join(ROOT, 'test/fixtures/apps/routes-bundled.mjs')],
    alias: { express: VERSIONS[version] },
    banner: kind === 'mjs' ? { js: REQUIRE } : {},
    bundle: true,
    platform: 'node',
    logLevel: 'error',
    outfile,
  });
  return outfile;
}

after(() => rmSync(scratch, { recursive: true, force: true }));

for (const version of [4, 5] as const) {
  for (const [nodeName, node] of NODES) {
    for (const way of [...LOADED, ...(Object.keys(BUNDLES) as (keyof typeof BUNDLES)[])]) {
      const isBundle = way === 'cjs' || way === 'mjs';
      it(`Express ${version} on ${nodeName} ${isBundle ? `bundled as ${way}` : `by ${way}`}: 21 requests, each with its route`, async () => {
        const sink = new Sink();
        try {
          const env = { ...sendTo(await sink.listen()), EXPRESS: VERSIONS[version] };
          const app = isBundle ? await bundle(version, way) : way;
          const observed = await runApp(app, { env, node });
          const bare = await runApp(app, { env: { EXPRESS: VERSIONS[version] }, preload: false, node });
          expect(observed).to.deep.equal(bare);
          expect(bare.stdout.trim().split('\n'), bare.stderr).to.have.lengthOf(21);
          const spans = sink.spans.filter(({ kind }) => kind === SERVER);
          const found = spans.map(({ attributes }) => [attributes['url.path'], attributes['http.route']]);
          expect(Object.fromEntries(found)).to.deep.equal(ROUTES);
          expect(spans.map(({ name }) => name)).to.have.members(Object.values(ROUTES).map((route) => `GET ${route}`));
          const points = sink.points.filter(({ metric }) => metric === 'http.server.request.duration');
          expect(new Set(points.map(({ attributes }) => attributes['http.route']))).to.deep.equal(new Set(Object.values(ROUTES)));
        } finally {
          await sink.close();
        }
      });
    }
  }
}
