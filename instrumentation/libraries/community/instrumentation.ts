// One community instrumentation: loaded and made when the first file that it patches is loaded, then driven by our own hooks.
//
// Its own way to enable itself would add a hook on every `require` of the application, and would see neither file URLs nor bundles.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PatchDeclined } from '../../hooks/patch-registry.ts';
import { configurationOf } from './configuration.ts';

export interface CommunityPackage {
  readonly name: string;
  /** Range of versions that the instrumentation supports. */
  readonly versions: string;
  readonly hasMain: boolean;
  readonly files: readonly string[];
}
export interface CommunityInstrumentation {
  /** Name as in OTEL_NODE_ENABLED_INSTRUMENTATIONS. */
  readonly name: string;
  readonly module: string;
  readonly className: string;
  readonly packages: readonly CommunityPackage[];
}

/** The part of an instrumentation that is used. `_onRequire` checks versions and patches; what it patched it keeps as `moduleExports`. */
interface Instrumentation {
  _enabled: boolean;
  getModuleDefinitions(): readonly Definition[];
  _onRequire(definition: Definition, exports: unknown, name: string, folder: string): unknown;
}
interface Patched {
  readonly name: string;
  moduleExports?: unknown;
}
interface Definition extends Patched {
  readonly files: readonly Patched[];
}
interface Made {
  readonly instrumentation: Instrumentation;
  readonly definitions: readonly Definition[];
}

const made = new Map<string, Made>();

/** Lets the instrumentation patch the exports of a package's main entry or of one of its files. */
export function patchWith(
  row: CommunityInstrumentation,
  { name, versions }: CommunityPackage,
  file: string | undefined,
  { exports, folder, version }: { readonly exports: unknown; readonly folder: string; readonly version: string },
): unknown {
  const { instrumentation, definitions } = made.get(row.name) ?? make(row);
  const wanted = file === undefined ? name : `${name}/${file}`;
  let patched = exports;
  let isPatched = false;
  for (const definition of definitions.filter((each) => each.name === name)) {
    const parts = file === undefined ? [definition] : definition.files.filter((each) => each.name === join(wanted));
    for (const part of parts) part.moduleExports = undefined;
    patched = instrumentation._onRequire(definition, patched, wanted, folder);
    isPatched ||= parts.some(({ moduleExports }) => moduleExports !== undefined);
  }
  if (!isPatched) throw new PatchDeclined(reasonFor(row, versions, version), othersOf(row, name));
  return patched;
}

const othersOf = ({ packages }: CommunityInstrumentation, name: string): string[] =>
  packages.map((each) => each.name).filter((other) => other !== name);

function reasonFor({ module }: CommunityInstrumentation, versions: string, version: string): string {
  return `${module} has nothing to patch here in ${version}, it supports ${versions}`;
}

function make(row: CommunityInstrumentation): Made {
  // The package that brings them all need not be hoisted next to ours.
  const require = createRequire(createRequire(import.meta.url).resolve('@opentelemetry/auto-instrumentations-node'));
  const Instrumentation = require(row.module)[row.className] as new (config: object) => Instrumentation;
  const instrumentation = withoutOwnHook(
    createRequire(require.resolve(row.module)),
    () => new Instrumentation({ ...configurationOf(row.name), enabled: false }),
  );
  // Several look at this at each call.
  instrumentation._enabled = true;
  for (const inner of Object.values(instrumentation)) {
    if (inner !== null && typeof inner === 'object' && '_enabled' in inner) inner._enabled = true;
  }
  const entry = { instrumentation, definitions: instrumentation.getModuleDefinitions() };
  made.set(row.name, entry);
  return entry;
}

// The base class, of which npm may install a copy for each instrumentation, puts a hook on all `require`s when the first one is made.
// The application's own instrumentations may still want that hook, so what was there is put back.
function withoutOwnHook<T>(require: NodeJS.Require, makeOne: () => T): T {
  let singleton: { _instance?: unknown } | undefined;
  try {
    const folder = dirname(require.resolve('@opentelemetry/instrumentation'));
    singleton = require(join(folder, 'platform/node/RequireInTheMiddleSingleton.cjs')).RequireInTheMiddleSingleton;
  } catch {
    // Another version keeps it elsewhere; then its hook is there and does nothing but take time.
  }
  if (!singleton) return makeOne();
  const before = singleton._instance;
  singleton._instance = { register: () => undefined };
  try {
    return makeOne();
  } finally {
    singleton._instance = before;
  }
}
