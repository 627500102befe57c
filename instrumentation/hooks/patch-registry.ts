// All patches that the libraries asked for, by package and file, and the one place where a patch is applied.

import { types } from 'node:util';
import { CODES, complain, inform, reasonOf } from '../errors.ts';
import { manifestOf, type Place } from './package-place.ts';
import { heldElsewhere, notePatch, type PatchFact } from './patch-facts.ts';

export interface ModuleInfo {
  /** Version in the package's manifest; `unknown` where there is none. */
  readonly version: string;
  readonly format: 'module' | 'commonjs';
  /** Path of the file that was loaded. */
  readonly path: string;
  /** Folder of the package. */
  readonly folder: string;
}

/** Thrown by a patch that finds it must not apply, such as to a version it doesn't know: a fact, not a failure. */
export class PatchDeclined extends Error {
  /** Packages that hold what is to be patched instead. */
  readonly elsewhere: readonly string[];
  constructor(reason: string, elsewhere: readonly string[] = []) {
    super(reason);
    this.elsewhere = elsewhere;
  }
}

/** How a module was reached. */
export interface Access {
  readonly way: PatchFact['way'];
  readonly url: string;
}

/** Changes the exports in place, or gives others in their stead. */
export type Apply = (exports: never, info: ModuleInfo) => unknown;

export interface Target {
  readonly package: string;
  /** File inside the package, with `/`; nothing for the main entry. */
  readonly file: string | undefined;
  readonly apply: Apply;
}

const targets = new Map<string, Target[]>();
/** ES modules whose result is remembered, by URL; the same one can be reached by import and by require. */
const MODULES_MAX = 500;
const doneModules = new Map<Target, Map<string, unknown>>();
/** Exports of CommonJS modules that were patched, with what came of it. */
const doneExports = new Map<Target, WeakMap<object, unknown>>();

export function addTarget(target: Target): void {
  const known = targets.get(target.package);
  if (known) known.push(target);
  else targets.set(target.package, [target]);
}

export function targetsOf(packageName: string): readonly Target[] {
  return targets.get(packageName) ?? [];
}

export function allTargets(): Target[] {
  return [...targets.values()].flat();
}

/** The patches for a file; `name` is the package's own name, where the folder's is an alias. */
export function targetsAt(place: Place, name = place.name): readonly Target[] {
  return targetsOf(name).filter(({ file }) =>
    file === undefined ? manifestOf(place.folder).entries.has(place.file) : file === place.file,
  );
}

/** Applies one patch to exports, once for each instance of the module; gives what shall stand in their stead. */
export function applyTo(target: Target, exports: unknown, info: ModuleInfo, { way, url }: Access): unknown {
  const remembered = memoryOf(target, info.format === 'module' ? url : exports);
  if (!remembered) return applyOnce(target, exports, info, way);
  const known = remembered.get();
  if (known !== undefined) return known;
  const patched = applyOnce(target, exports, info, way);
  remembered.set(patched);
  return patched;
}

// The application never sees a failure of a patch.
function applyOnce(target: Target, exports: unknown, info: ModuleInfo, way: PatchFact['way']): unknown {
  const fact = { package: target.package, file: target.file, version: info.version, path: info.path, way };
  try {
    const open = writable(exports);
    const patched = target.apply(open as never, info) ?? open;
    notePatch({ ...fact, applied: true });
    return patched;
  } catch (error) {
    if (error instanceof PatchDeclined) {
      notePatch({ ...fact, applied: false, declined: true, reason: error.message });
      if (error.elsewhere.length > 0) heldElsewhere(target.package, error.elsewhere);
      inform(`${target.package} is not instrumented: ${error.message}`);
      return exports;
    }
    notePatch({ ...fact, applied: false, reason: reasonOf(error) });
    const name = target.file === undefined ? target.package : `${target.package}/${target.file}`;
    complain(CODES.hookFailed, `${name} ${info.version} could not be instrumented (${reasonOf(error)}); it runs without telemetry.`);
    return exports;
  }
}

interface Memory {
  get(): unknown;
  set(patched: unknown): void;
}

function memoryOf(target: Target, key: unknown): Memory | undefined {
  if (typeof key === 'string') {
    const known = entryOf(doneModules, target, () => new Map<string, unknown>());
    return {
      get: () => known.get(key),
      set: (patched) => {
        if (known.size < MODULES_MAX) known.set(key, patched);
      },
    };
  }
  if (!isObject(key)) return undefined;
  const known = entryOf(doneExports, target, () => new WeakMap<object, unknown>());
  return {
    get: () => known.get(key),
    set: (patched) => {
      known.set(key, patched);
      if (isObject(patched)) known.set(patched, patched);
    },
  };
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let entry = map.get(key);
  if (entry === undefined) {
    entry = make();
    map.set(key, entry);
  }
  return entry;
}

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';

// Bundlers (tsup, esbuild) export through getters that can't be redefined, and what `require` gives of an ES module is sealed;
// a copy with getters can be changed.
function writable(exports: unknown): unknown {
  if (typeof exports !== 'object' || exports === null || types.isProxy(exports)) return exports;
  const properties = Object.getOwnPropertyDescriptors(exports);
  const isClosed = ({ configurable, get, set, writable }: PropertyDescriptor) => !configurable && (get ? !set : !writable);
  if (!types.isModuleNamespaceObject(exports) && !Object.values(properties).some(isClosed)) return exports;
  const copy: object = Object.create(Object.getPrototypeOf(exports));
  for (const [name, { enumerable = true }] of Object.entries(properties)) {
    Object.defineProperty(copy, name, {
      get: () => (exports as Record<string, unknown>)[name],
      set: (value: unknown) => Object.defineProperty(copy, name, { value, enumerable, configurable: true, writable: true }),
      enumerable,
      configurable: true,
    });
  }
  return copy;
}
