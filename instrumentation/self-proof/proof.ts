// The self-proof: what the preload knows about itself, as plain facts for people, for `peragus doctor` and for metrics.

import { basename } from 'node:path';
import { type LedgerState, ledger } from '../delivery/ledger.ts';
import { type Outcome, outcomeOf } from '../delivery/queue/outcomes.ts';
import { patchFacts } from '../hooks/patch-facts.ts';
import { ownsTheApi } from './api-owner.ts';
import type { Check } from './check.ts';
import { hasArrived } from './log-bridge.ts';

export interface LibraryFact {
  readonly package: string;
  readonly version: string;
  readonly state: 'instrumented' | 'failed' | 'unmatched';
  /** Where it was loaded from. */
  readonly path: string;
  /** How it was loaded; nothing when no file of it was patched. */
  readonly way?: string;
  /** Why it is not instrumented. */
  readonly reason?: string;
}

export interface Identity {
  readonly service: string;
  readonly instance: string;
  readonly preload: string;
  /** Libraries that are connected, by the names of OTEL_NODE_DISABLED_INSTRUMENTATIONS. */
  readonly connected: readonly string[];
  /** Where telemetry goes, without secrets. */
  readonly endpoint: string;
}

export interface Proof extends Identity {
  readonly pid: number;
  readonly node: string;
  readonly command: string;
  readonly startedAt: string;
  readonly statedAt: string;
  readonly libraries: readonly LibraryFact[];
  /** Bundles of the application whose modules can't be told apart. */
  readonly opaqueBundles: readonly string[];
  readonly checks: readonly Check[];
  /** What became of its telemetry. */
  readonly ledger: LedgerState;
}

const startedAt = new Date(performance.timeOrigin).toISOString();

/** All facts up to now. */
export function gatherProof(identity: Identity): Proof {
  const facts = patchFacts();
  return {
    ...identity,
    pid: process.pid,
    node: process.version,
    command: basename(process.argv[1] ?? 'node'),
    startedAt,
    statedAt: new Date().toISOString(),
    libraries: librariesOf(facts),
    opaqueBundles: facts.opaqueBundles,
    checks: makeChecks(facts.opaqueBundles),
    ledger: ledger.read(),
  };
}

const WORST_FIRST = ['failed', 'unmatched', 'instrumented'] as const;

// One line a package and version: the worst of what became of its files.
function librariesOf({ patches, unmatched, elsewhere }: ReturnType<typeof patchFacts>): LibraryFact[] {
  const facts = new Map<string, LibraryFact>();
  const keep = (fact: LibraryFact): void => {
    const key = `${fact.package} ${fact.version}`;
    const known = facts.get(key);
    if (!known || WORST_FIRST.indexOf(fact.state) < WORST_FIRST.indexOf(known.state)) facts.set(key, fact);
  };
  const works = (name: string, version: string) =>
    patches.some((fact) => fact.applied && fact.package === name && fact.version === version);
  for (const { package: name, version, path, way, applied, declined, reason } of patches)
    if (!declined || !works(name, version))
      keep({ package: name, version, path, way, state: applied ? 'instrumented' : 'failed', ...(reason === undefined ? {} : { reason }) });
  for (const { package: name, version, folder } of unmatched)
    keep({ package: name, version, path: folder, state: 'unmatched', reason: UNMATCHED });
  // What another package holds is instrumented where that one is.
  const others = (name: string) =>
    (elsewhere.get(name) ?? []).filter((other) => patches.some((fact) => fact.applied && fact.package === other));
  return [...facts.values()]
    .map((fact): LibraryFact => {
      const by = fact.state === 'instrumented' ? [] : others(fact.package);
      if (by.length === 0) return fact;
      const { reason: _, ...rest } = fact;
      return { ...rest, state: 'instrumented', way: `its package ${by.join(' and ')}` };
    })
    .sort((x, y) => x.package.localeCompare(y.package));
}

const UNMATCHED = 'it was loaded, but none of the files that the preload patches: another version or another build';

function makeChecks(opaqueBundles: readonly string[]): Check[] {
  const checks: Check[] = [ownsTheApi(), hasArrived()];
  for (const signal of ['traces', 'metrics', 'logs'] as const) {
    const outcome = outcomeOf(signal);
    if (outcome) checks.push({ name: `${signal}_delivery`, ok: outcome.lastFailure === undefined, detail: describeOutcome(outcome) });
  }
  checks.push({
    name: 'bundles',
    ok: opaqueBundles.length === 0,
    detail:
      opaqueBundles.length === 0 ? 'no bundle whose modules are unknown' : `libraries inside ${opaqueBundles.join(', ')} are not seen`,
  });
  return checks;
}

function describeOutcome({ delivered, failed, lastFailure }: Outcome): string {
  const counts = `${delivered} requests taken, ${failed} not`;
  return lastFailure === undefined ? counts : `${counts}; the last failed: ${lastFailure}`;
}
