// npm run build: makes what the package ships, dist/bundle/, out of the sources: the same files from the same sources, byte for byte.

import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { builtinsOnDemand, findBuiltinNames, lazyParts, pureVocabulary, withoutDebug } from './bundle-plugins.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

const ROOT = join(import.meta.dirname, '..');
/** Another folder beside it, for the proof that it comes out the same. */
const OUT = join(ROOT, 'dist', process.argv[2] ?? 'bundle');

/** Loaded from node_modules, and only when they are needed: they find parts of their own by path, or are too much for what is rarely wanted. */
const EXTERNAL = ['import-in-the-middle', '@opentelemetry/auto-instrumentations-node', '@opentelemetry/sdk-node'];

const COMMON: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  // The guard is inside: older Nodes must be able to read it.
  target: 'node18',
  sourcemap: 'linked',
  // The maps would hold all sources once more; the package has them nowhere else, so they stay.
  sourcesContent: true,
  legalComments: 'none',
  charset: 'ascii',
  metafile: true,
  external: EXTERNAL,
  minify: true,
  // What the application can see of ours is a property's function, which has its name from there; keeping the others costs 1 MB.
  keepNames: false,
};

/** Built-ins are asked for, never imported; before Node 22.3 there is no other way than `require`, and there the guard declines. */
const ES_MODULE = {
  format: 'esm',
  banner: { js: "const peragusBuiltin=process.getBuiltinModule??(await import('node:module')).createRequire(import.meta.url);" },
} as const;
const COMMON_JS = {
  format: 'cjs',
  // A script that V8 compiles from its cache has no `import()`; `require` reaches the same.
  supported: { 'dynamic-import': false },
  banner: {
    js: [
      '(function(exports,require,module,__filename,__dirname){"use strict";const peragusBuiltin=process.getBuiltinModule??require;',
      "const peragusUrl=peragusBuiltin('node:url').pathToFileURL(__filename).href;",
      "const peragusResolve=(name)=>peragusBuiltin('node:url').pathToFileURL(require.resolve(name)).href;",
    ].join(''),
  },
  footer: { js: '})' },
  define: { 'import.meta.url': 'peragusUrl', 'import.meta.filename': '__filename', 'import.meta.resolve': 'peragusResolve' },
} as const;

rmSync(OUT, { recursive: true, force: true });
const PRELOAD = { preload: 'instrumentation/start.ts' };
const ENTRIES = {
  register: 'instrumentation/shipped/register.ts',
  'last-gasp-sender': 'instrumentation/delivery/endings/last-gasp-sender.ts',
  peragus: 'instrumentation/cli/peragus.ts',
  index: 'instrumentation/index.ts',
};
const names = await findBuiltinNames({ ...COMMON, plugins: [withoutDebug(), lazyParts(ROOT)], entryPoints: { ...PRELOAD, ...ENTRIES } });
const plugins = [builtinsOnDemand(names), withoutDebug(), pureVocabulary(ROOT), lazyParts(ROOT)];
const preload = await make({ ...COMMON_JS, plugins, entryPoints: PRELOAD, outExtension: { '.js': '.cjs' } });
const code = readFileSync(join(OUT, 'preload.cjs'));
const BUILD = createHash('sha256').update(code).digest('hex').slice(0, 12);
const rest = await make({ ...ES_MODULE, plugins, entryPoints: ENTRIES, define: { BUILD: JSON.stringify(BUILD) } });
const refusal = await make({ format: 'cjs', entryPoints: { require: 'instrumentation/require.cts' }, outExtension: { '.js': '.cjs' } });
const notices = thirdPartyNotices(ROOT, [preload, rest, refusal]);
writeFileSync(join(OUT, 'THIRD-PARTY-NOTICES'), notices);
// For the tests: what is in which file.
writeFileSync(`${OUT}-contents.json`, `${JSON.stringify({ ...preload.outputs, ...rest.outputs }, null, 1)}\n`);

async function make(options: BuildOptions): Promise<Metafile> {
  const { metafile } = await build({ ...COMMON, ...options, outdir: OUT });
  if (!metafile) throw new Error('esbuild gave no metafile');
  return metafile;
}
