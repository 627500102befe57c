// Waits for the application to load a module that is built into Node, and then runs a patch on it, once.
//
// Loading it ourselves at start would cost every process its time and memory, and could print an experimental warning.

import { registerHooks } from 'node:module';
import { CODES, complain, reasonOf } from '../errors.ts';

type Patch = (exports: never) => void;

interface ModuleLoads {
  readonly moduleLoadList?: readonly string[];
}

const waiting = new Map<string, Patch[]>();
let stopWatching = () => {};

/** Runs `apply` on the exports of a built-in such as `node:sqlite` when the application first requires, imports or gets it. */
export function whenBuiltinLoads(name: `node:${string}`, apply: Patch): void {
  // What somebody loaded before us may be in use already, and be asked for never again.
  const isLoaded = (process as ModuleLoads).moduleLoadList?.includes(`NativeModule ${name.slice('node:'.length)}`);
  if (isLoaded) {
    patch(name, apply, process.getBuiltinModule);
    return;
  }
  if (waiting.size === 0) startWatching();
  waiting.set(name, [...(waiting.get(name) ?? []), apply]);
}

function startWatching(): void {
  const { getBuiltinModule } = process;
  const notice = (name: string) => {
    const patches = waiting.get(name);
    if (!patches) return;
    waiting.delete(name);
    if (waiting.size === 0) stopWatching();
    for (const apply of patches) patch(name, apply, getBuiltinModule);
  };
  // Static and dynamic import, require and createRequire all resolve through this.
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      if (resolved.url.startsWith('node:')) notice(resolved.url);
      return resolved;
    },
  });
  const observed = {
    getBuiltinModule(id: string) {
      notice(id.startsWith('node:') ? id : `node:${id}`);
      return getBuiltinModule.call(process, id);
    },
  }.getBuiltinModule as typeof getBuiltinModule;
  process.getBuiltinModule = observed;
  stopWatching = () => {
    hooks.deregister();
    if (process.getBuiltinModule === observed) process.getBuiltinModule = getBuiltinModule;
  };
}

function patch(name: string, apply: Patch, getBuiltinModule: typeof process.getBuiltinModule): void {
  try {
    apply(getBuiltinModule.call(process, name) as never);
  } catch (error) {
    complain(CODES.hookFailed, `${name} could not be instrumented (${reasonOf(error)}); it runs without telemetry.`);
  }
}
