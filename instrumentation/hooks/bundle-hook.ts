// Patches inside bundles that esbuild made of the application: there every CommonJS module keeps its path as the name of its function.
//
// One helper of the bundle runs each of them. It is told to show us the module after that, on the same line and behind everything
// else on it, so that no line or column of a stack trace changes.

import { existsSync, statSync } from 'node:fs';
import { type LoadFnOutput, registerHooks } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { guarded } from '../errors.ts';
import { ownName } from './aliases.ts';
import { type Manifest, manifestOf, type Place, placeOf } from './package-place.ts';
import { noteOpaqueBundle, noteSeen } from './patch-facts.ts';
import { applyTo, targetsAt, targetsOf } from './patch-registry.ts';

/** Smaller files hold no library that we patch: ws alone makes 100 kB. */
const BUNDLE_MIN_BYTES = 16_384;
/** Files of the application remembered as looked at; beyond this a file is looked at again. */
const FILES_MAX = 20_000;
/** Folders looked at on the way up from a bundle for the packages it was made of. */
const SEARCH_DEPTH = 6;

const REGISTRY = Symbol.for('peragus.observability.bundle');
/** What runs a module in esbuild's `__commonJS` helper, since 0.9; a module gives nothing back, so `||` goes on. */
const RUN = /\(0, cb\[(__getOwnPropNames\w*)\(cb\)\[0\]\]\)\(\(mod = \{ exports: \{\} \}\)\.exports, mod\)/g;
/** The same helper in a minified bundle, webpack's and rollup's: modules have no names there. */
const NAMELESS = /=\{exports:\{\}\}\)\.exports,|\b__webpack_(?:modules|require)__|\bgetDefaultExportFromCjs\b/;

interface BundledModule {
  exports: unknown;
}

const looked = new Set<string>();
const candidates = new Set<string>();
let isInstalled = false;

/** Takes note of a file of the application, at the time it is resolved; large ones are read when they are loaded. */
export function noteApplicationFile(url: string): void {
  if (looked.has(url) || !url.startsWith('file:')) return;
  if (looked.size < FILES_MAX) looked.add(url);
  const { size = 0 } = statSync(fileURLToPath(url), { throwIfNoEntry: false }) ?? {};
  if (size < BUNDLE_MIN_BYTES) return;
  candidates.add(url);
  if (!isInstalled) install();
}

function install(): void {
  isInstalled = true;
  Object.defineProperty(globalThis, REGISTRY, { value: patchBundled });
  registerHooks({
    load(url, context, nextLoad) {
      const result = nextLoad(url, context);
      if (!candidates.delete(url)) return result;
      let changed = result;
      rewrite(url, result, (source) => {
        changed = { ...result, source };
      });
      return changed;
    },
  });
}

const rewrite = guarded('Looking into a bundle', (url: string, { format, source }: LoadFnOutput, replace: (source: string) => void) => {
  if (source === null || source === undefined || (format && format !== 'module' && format !== 'commonjs')) return;
  const text = typeof source === 'string' ? source : new TextDecoder().decode(source as Uint8Array);
  const path = fileURLToPath(url);
  const show = `globalThis[Symbol.for("peragus.observability.bundle")]?.($1(cb)[0], mod, ${JSON.stringify(path)})`;
  const told = text.replace(RUN, (run, names: string) => `${run} || ${show.replace('$1', names)}`);
  if (told !== text) replace(told);
  else if (NAMELESS.test(text)) noteOpaqueBundle(path);
});

// Called by a bundle after one of its modules ran.
const patchBundled = guarded('Patching a module of a bundle', (key: string, module: BundledModule, bundle: string) => {
  const inside = placeOf(`/${key}`);
  if (!inside) return;
  const name = ownName(inside.name);
  if (targetsOf(name).length === 0) return;
  const { folder, manifest } = originOf(inside, bundle);
  const version = manifest?.version ?? 'unknown';
  const shown = `${bundle}:${inside.folder.slice(1)}`;
  noteSeen(shown, () => ({ package: name, version, folder: shown }));
  const info = { version, format: 'commonjs', path: `${bundle}:${key}`, folder } as const;
  for (const target of targetsAt({ ...inside, folder }, name)) {
    const patched = applyTo(target, module.exports, info, { way: 'bundle', url: pathToFileURL(bundle).href });
    if (patched !== module.exports) module.exports = patched;
  }
});

// The paths in a bundle are relative to where it was made. If the packages are still there, their manifests tell versions.
function originOf({ folder }: Place, bundle: string): { readonly folder: string; readonly manifest: Manifest | undefined } {
  const relative = folder.replace(/^(?:\/?\.\.)*\//, '');
  for (const start of [process.cwd(), dirname(bundle)]) {
    let above = start;
    for (let depth = 0; depth < SEARCH_DEPTH; depth += 1) {
      const candidate = join(above, relative);
      if (existsSync(join(candidate, 'package.json'))) {
        const found = candidate.replaceAll(sep, '/');
        return { folder: found, manifest: manifestOf(found) };
      }
      above = dirname(above);
    }
  }
  return { folder, manifest: undefined };
}
