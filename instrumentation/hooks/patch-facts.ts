// What became of each patch: the evidence for the self-proof, since a hook that matches nothing fails without a sound.

export interface PatchFact {
  readonly package: string;
  /** File inside the package; nothing for the main entry. */
  readonly file: string | undefined;
  readonly version: string;
  /** Where it was loaded from. */
  readonly path: string;
  readonly way: 'require' | 'import' | 'bundle';
  readonly applied: boolean;
  /** The patch found that this file needs none in this version; others of the package may. */
  readonly declined?: true;
  /** Why it was not applied. */
  readonly reason?: string;
}

export interface SeenPackage {
  readonly package: string;
  readonly version: string;
  readonly folder: string;
}

interface PatchFacts {
  /** Every patch that met its file. */
  readonly patches: readonly PatchFact[];
  /** Packages that were loaded although none of their files met a patch: another version, or another build. */
  readonly unmatched: readonly SeenPackage[];
  /** Packages that keep what is patched in another package, in some versions: package → those others. */
  readonly elsewhere: ReadonlyMap<string, readonly string[]>;
  /** Bundles of the application whose modules can't be told apart: what is inside is not seen. */
  readonly opaqueBundles: readonly string[];
  /** Facts beyond what is kept. */
  readonly dropped: number;
}

/** Facts kept of each kind; copies of one package in many folders are the only way to more. */
const FACTS_MAX = 500;

const patches: PatchFact[] = [];
const seen = new Map<string, SeenPackage>();
const elsewhere = new Map<string, readonly string[]>();
const opaque = new Set<string>();
let dropped = 0;

/** Notes what became of one patch. */
export function notePatch(fact: PatchFact): void {
  if (patches.length < FACTS_MAX) patches.push(fact);
  else dropped += 1;
}

/** Notes that the application loads a package that has patches; true the first time for its folder. */
export function noteSeen(folder: string, describe: () => SeenPackage): boolean {
  if (seen.has(folder)) return false;
  if (seen.size < FACTS_MAX) seen.set(folder, describe());
  else dropped += 1;
  return true;
}

/** Notes that some versions of a package keep what is patched in other packages; patches of those cover it. */
export function heldElsewhere(packageName: string, others: readonly string[]): void {
  elsewhere.set(packageName, others);
}

/** Notes a bundle without the names of its modules. */
export function noteOpaqueBundle(path: string): void {
  if (opaque.size < FACTS_MAX) opaque.add(path);
  else dropped += 1;
}

/** All facts up to now. */
export function patchFacts(): PatchFacts {
  const matched = (folder: string) => patches.some((fact) => fact.path.startsWith(folder) && /^[\\/]/.test(fact.path.slice(folder.length)));
  return {
    patches: [...patches],
    unmatched: [...seen.values()].filter(({ folder }) => !matched(folder)),
    elsewhere,
    opaqueBundles: [...opaque],
    dropped,
  };
}
