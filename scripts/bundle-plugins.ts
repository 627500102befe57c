// What the bundle does differently from esbuild's own ways: how built-in modules are reached, and a logger of a dependency that is left out.

import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

/**
 * Makes each use of a built-in module a property read of `process.getBuiltinModule(…)`, at the time of the use.
 *
 * An `import` of it makes Node build a second face of the module out of all its exports, which runs lazy getters: `node:http` loads
 * undici by that, 20 ms and 7 MB. A `require` does the same. And what is never used is never loaded: `node:https` brings TLS.
 */
export function builtinsOnDemand(used: ReadonlyMap<string, ReadonlySet<string>>): Plugin {
  return {
    name: 'builtins-on-demand',
    setup(build) {
      build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) => {
        if (kind === 'entry-point' || !isBuiltin(path)) return undefined;
        return { path: path.replace(/^node:/, ''), namespace: kind === 'require-call' ? 'builtin-itself' : 'builtin' };
      });
      build.onLoad({ filter: /.*/, namespace: 'builtin-itself' }, ({ path }) => ({
        contents: `module.exports=peragusBuiltin('node:${path}')`,
      }));
      build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
        const reads = [...(used.get(path) ?? [])].sort().map((name) => `get ${name}(){return peragusBuiltin('node:${path}').${name}}`);
        return { contents: `module.exports={${reads.join(',')}}` };
      });
    },
  };
}

/** The names that the files behind these entries use of each built-in module. */
export async function findBuiltinNames(options: BuildOptions): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { outputFiles } = await build({
    ...options,
    format: 'esm',
    minify: false,
    sourcemap: false,
    metafile: false,
    write: false,
    outdir: 'none',
  });
  const names = new Map<string, Set<string>>();
  for (const { text } of outputFiles ?? [])
    for (const [, what = '', path = ''] of text.matchAll(/^import ([^"]+?) from "([^"]+)";$/gm)) {
      if (!isBuiltin(path)) continue;
      const found = namesIn(what, path, text);
      names.set(plain(path), new Set([...(names.get(plain(path)) ?? []), ...found]));
    }
  return names;
}

const plain = (path: string): string => path.replace(/^node:/, '');

// `{ a, b as c }` or `* as all`; a default import would be the module itself, which is not loaded yet.
function namesIn(what: string, path: string, text: string): Set<string> {
  const all = /^\* as (\w+)$/.exec(what)?.[1];
  if (all) return new Set([...text.matchAll(new RegExp(`\\b${all}\\.(\\w+)`, 'g'))].map(([, name = '']) => name));
  if (!what.startsWith('{')) throw new Error(`import ${what} from ${path}: name what is used of it`);
  return new Set(
    what
      .slice(1, -1)
      .split(',')
      .map((each) => each.trim().split(' as ')[0] ?? ''),
  );
}

/** require-in-the-middle loads `debug`, 4 ms, for messages that nobody asks a bundle for. */
export function withoutDebug(): Plugin {
  return {
    name: 'without-debug',
    setup(build) {
      build.onResolve({ filter: /^debug$/ }, () => ({ path: 'debug', namespace: 'silent' }));
      build.onLoad({ filter: /.*/, namespace: 'silent' }, () => ({ contents: 'module.exports=()=>()=>{}' }));
    },
  };
}

const LAZY = 'instrumentation/signals/lazy.ts';

/**
 * Gives `load('./part')` of signals/lazy.ts the parts that it is asked for anywhere: functions in the same file, which V8 skips over
 * until they are called. So a part shares all state with the rest, and needs no file of its own to be found, read and compiled.
 */
export function lazyParts(root: string): Plugin {
  return {
    name: 'lazy-parts',
    setup(build) {
      build.onLoad({ filter: /[\\/]signals[\\/]lazy\.ts$/ }, () => {
        const cases = findLazyParts(root).map((path) => `case '${path}':return require('${path}.ts');`);
        const contents = `export function load(path){switch(path){${cases.join('')}}throw new Error(path+' is not in the bundle')}`;
        return { contents, resolveDir: dirname(join(root, LAZY)) };
      });
    },
  };
}

/** The vocabulary's files do nothing but define: what nobody asks for stays out, though esbuild can't see that their calls change nothing. */
export function pureVocabulary(root: string): Plugin {
  const folder = join(root, 'instrumentation', 'vocabulary') + sep;
  return {
    name: 'pure-vocabulary',
    setup(build) {
      build.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
        const file = join(resolveDir, path);
        return file.startsWith(folder) ? { path: file, sideEffects: false } : undefined;
      });
    },
  };
}

/** What `load` is asked for in our sources, relative to its own folder. */
function findLazyParts(root: string): string[] {
  const files = globSync('instrumentation/**/*.ts', { cwd: root });
  const asked = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\bload<typeof import\('[^']+'\)>\('([^']+)'\)/g)].map(([, path = '']) => path),
  );
  return [...new Set(asked)].sort();
}
