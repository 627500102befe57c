// Sees every resolution of the application, by import and by require, and lets import-in-the-middle wrap the few ES modules that are wanted.
//
// Only a string comparison runs for modules that nobody patches. import-in-the-middle with its parsers is loaded when the first
// wanted module is imported, so an application without one pays nothing for it.

import { createRequire, type LoadHookSync, type ResolveFnOutput, type ResolveHookContext, registerHooks } from 'node:module';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getCallSites } from 'node:util';
import { CODES, complain, guarded, reasonOf } from '../errors.ts';
import { type ExportBindings, patchBindings } from './export-bindings.ts';
import { type Place, placeOf } from './package-place.ts';

type NextResolve = (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput;

/** The part of import-in-the-middle 3 that is used. */
interface Wrapper {
  applyOptions(options: { readonly shouldInclude: () => boolean }): void;
  resolveSync(specifier: string, context: ResolveHookContext, nextResolve: NextResolve): ResolveFnOutput;
  loadSync: LoadHookSync;
}

interface Seen {
  readonly place: Place;
  readonly path: string;
  readonly parentUrl: string | undefined;
}

export interface ImportHookOptions {
  /** Cheap: is this folder name under node_modules of interest at all? */
  isWanted(folderName: string): boolean;
  /** Called for each resolution of a file that is in no package. */
  onApplicationFile(url: string): void;
  /** Called for each resolution into a wanted package; true when an import of that file is to be wrapped. */
  onResolve(seen: Seen): boolean;
}

/** Frames looked at: five on Node 22 and 24, and three for each hook of the application. */
const QUESTION_DEPTH = 16;

const require = createRequire(import.meta.url);

/** Installs the hook; nothing is loaded for it yet. */
export function installImportHook(options: ImportHookOptions): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const result = nextResolve(specifier, context);
      try {
        return look(options, result, context, nextResolve) ?? result;
      } catch (error) {
        complain(CODES.hookFailed, `${specifier} could not be looked at (${reasonOf(error)}); it runs without telemetry.`);
        return result;
      }
    },
  });
}

function look(
  options: ImportHookOptions,
  result: ResolveFnOutput,
  context: ResolveHookContext,
  nextResolve: NextResolve,
): ResolveFnOutput | undefined {
  const { url } = result;
  const place = placeOf(url);
  if (!place) {
    options.onApplicationFile(url);
    return undefined;
  }
  if (!options.isWanted(place.name) || !url.startsWith('file:')) return undefined;
  const isImport = !context.conditions?.includes('require');
  // The wrapper of a module asks for the module itself.
  if (isImport && context.parentURL?.includes('iitm=')) return undefined;
  const path = fileURLToPath(url);
  const decoded = placeOf(path.replaceAll(sep, '/')) ?? place;
  if (!options.onResolve({ place: decoded, path, parentUrl: context.parentURL }) || !isImport || isQuestion()) return undefined;
  // What a wrapper resolves later, such as `export *`, goes the real way; only this first question is answered already.
  let isFirst = true;
  const once: NextResolve = (specifier, within) => {
    if (!isFirst) return nextResolve(specifier, within);
    isFirst = false;
    return result;
  };
  return wrapper().resolveSync(decoded.name, context, once);
}

// `import.meta.resolve` only asks where a module is; the application must not see the mark of a wrapper in the answer. Node tells the
// hook nothing about it but the stack: between its own frame and ours are those of the hooks, ours and the application's.
function isQuestion(): boolean {
  return getCallSites(QUESTION_DEPTH).some(({ scriptName }) => scriptName.endsWith('/initialize_import_meta'));
}

let loaded: Wrapper | undefined;

function wrapper(): Wrapper {
  if (loaded) return loaded;
  const { createHook } = require('import-in-the-middle/create-hook.mjs') as { createHook(meta: { url: string }): Wrapper };
  const { addHook } = require('import-in-the-middle') as {
    addHook(hook: (url: string, exports: ExportBindings, specifier: string, format?: string) => void): void;
  };
  // It finds its parts next to this file.
  const hook = createHook({ url: import.meta.resolve('import-in-the-middle/register-hooks.mjs') });
  hook.applyOptions({ shouldInclude: () => true });
  addHook(guarded('Patching an imported module', (url, exports, _specifier, format) => patchBindings(url, exports, format)));
  registerHooks({ load: quietly(hook.loadSync) });
  loaded = hook;
  return hook;
}

// Where a module can't be wrapped, import-in-the-middle warns on the application's stderr; here it becomes one coded line.
function quietly(load: LoadHookSync): LoadHookSync {
  return (url, context, nextLoad) => {
    if (!url.includes('iitm=')) return load(url, context, nextLoad);
    const { emitWarning } = process;
    process.emitWarning = ((warning: unknown, ...rest: never[]) => {
      if (!/^'import-in-the-middle'/.test(warning instanceof Error ? warning.message : '')) return emitWarning(warning as Error, ...rest);
      complain(CODES.hookFailed, `${url} could not be wrapped (${reasonOf((warning as Error).cause)}); it runs without telemetry.`);
    }) as typeof process.emitWarning;
    try {
      return load(url, context, nextLoad);
    } finally {
      process.emitWarning = emitWarning;
    }
  };
}
