// Patches what an ES module sees of a module: live bindings that import-in-the-middle lets us set.

import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownName } from './aliases.ts';
import { manifestOf, placeOf } from './package-place.ts';
import { applyTo, type ModuleInfo, type Target, targetsAt } from './patch-registry.ts';

/** Export names of a module; setting one changes it for everybody who imported it. */
export type ExportBindings = Record<string, unknown>;

/** Applies the patches of the module at this URL. */
export function patchBindings(url: string, bindings: ExportBindings, format: string | undefined): void {
  if (!url.startsWith('file:')) return;
  const path = fileURLToPath(url);
  const place = placeOf(path.replaceAll(sep, '/'));
  if (!place) return;
  const { version } = manifestOf(place.folder);
  const isCommon = format === 'commonjs' || format === 'commonjs-typescript';
  const info: ModuleInfo = { version, format: isCommon ? 'commonjs' : 'module', path, folder: path.slice(0, place.folder.length) };
  for (const target of targetsAt(place, ownName(place.name))) {
    if (isCommon) patchCommon(target, bindings, info, url);
    else patchModule(target, bindings, info, url);
  }
}

function patchModule(target: Target, bindings: ExportBindings, info: ModuleInfo, url: string): void {
  const replacement = applyTo(target, bindings, info, { way: 'import', url });
  if (replacement === bindings || replacement === null || typeof replacement !== 'object') return;
  copyInto(bindings, replacement as ExportBindings);
}

// An ES module sees module.exports as default and, as far as Node's scan of the source finds them, its properties by name.
function patchCommon(target: Target, bindings: ExportBindings, info: ModuleInfo, url: string): void {
  const exports = applyTo(target, bindings.default, info, { way: 'import', url });
  if (exports !== bindings.default) bindings.default = exports;
  if ('module.exports' in bindings) bindings['module.exports'] = exports;
  if ((typeof exports === 'object' && exports !== null) || typeof exports === 'function') copyInto(bindings, exports as ExportBindings);
}

function copyInto(bindings: ExportBindings, from: ExportBindings): void {
  for (const name of Object.keys(bindings)) {
    if (name === 'default' || name === 'module.exports' || !(name in from)) continue;
    if (from[name] !== bindings[name]) bindings[name] = from[name];
  }
  if ('default' in bindings && 'default' in from && !('module.exports' in bindings)) bindings.default = from.default;
}
