// Waits for the application to load a module that is built into Node, and then runs a patch on it, once.
//
// Loading it ourselves at start could print its experimental warning in processes that never use it.

import { registerHooks } from 'node:module';
import { CODES, complain, reasonOf } from '../errors.ts';

/** Runs `apply` on the exports of a built-in such as `node:sqlite` when the application first requires, imports or gets it. */
export function whenBuiltinLoads(name: `node:${string}`, apply: (exports: never) => void): void {
  const { getBuiltinModule } = process;
  let isWaiting = true;
  const patch = () => {
    if (!isWaiting) return;
    isWaiting = false;
    hooks.deregister();
    if (process.getBuiltinModule === observed) process.getBuiltinModule = getBuiltinModule;
    try {
      apply(getBuiltinModule.call(process, name) as never);
    } catch (error) {
      complain(CODES.hookFailed, `${name} could not be instrumented (${reasonOf(error)}); it runs without telemetry.`);
    }
  };
  // Static and dynamic import, require and createRequire all resolve through this.
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      if (resolved.url === name) patch();
      return resolved;
    },
  });
  const observed = {
    getBuiltinModule(id: string) {
      if (id === name) patch();
      return getBuiltinModule.call(process, id);
    },
  }.getBuiltinModule as typeof getBuiltinModule;
  process.getBuiltinModule = observed;
}
