// The environment of a child: what the application gave, trace context, a run id, and for listed children the preload.

import { randomUUID } from 'node:crypto';
import { isClusterWorker, isListed, withPreload } from '../../child-policy.ts';
import { variablesOf } from '../../signals/context/propagation.ts';
import type { Context } from '../../signals/spans.ts';
import type { Command } from './command.ts';

const RUN_ID = 'PERAGUS_RUN_ID';
const TRACE_PARENT = 'TRACEPARENT';
const CARRIED = [TRACE_PARENT, 'TRACESTATE', 'BAGGAGE', RUN_ID];
const NODE_OPTIONS = 'NODE_OPTIONS';
/** What an application may give as run id of its own; other text is handed on but doesn't leave as telemetry. */
const PLAIN_ID = /^[\w-]{1,64}$/;

// What this process got from its own starter; a child gets ours instead of a copy of it.
const inherited = new Map<string, string>();

/** Remembers the trace context and the run id that this process itself was started with. */
export function rememberInherited(environment: NodeJS.ProcessEnv): void {
  for (const name of CARRIED) {
    const value = environment[name];
    if (value !== undefined) inherited.set(name, value);
  }
}

export interface ChildEnvironment {
  /** `NAME=value` pairs for the native spawn; the application's own array is never changed. */
  readonly pairs: string[];
  readonly runId: string | undefined;
}

/** Adds to the pairs that the application gave. A trace context or a run id of its own is left alone. */
export function environmentFor(
  given: readonly string[] | undefined,
  command: Command,
  work: Context,
  observeChildren: readonly string[],
): ChildEnvironment {
  const before = given ?? Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
  const known = new Map(before.map((pair) => [nameOf(pair), pair.slice(pair.indexOf('=', 1) + 1)]));
  const worker = isClusterWorker(known);
  const added = worker ? new Map<string, string>() : carried(known, work);
  if (worker || isListed(command.names, observeChildren)) added.set(NODE_OPTIONS, withPreload(known.get(NODE_OPTIONS)));
  const runId = added.get(RUN_ID) ?? known.get(RUN_ID);
  const dropped = new Set(added.has(TRACE_PARENT) ? CARRIED.filter((name) => isInherited(known, name)) : []);
  const pairs = before.filter((pair) => !added.has(nameOf(pair)) && !dropped.has(nameOf(pair)));
  for (const [name, value] of added) pairs.push(`${name}=${value}`);
  return { pairs, runId: !worker && runId !== undefined && PLAIN_ID.test(runId) ? runId : undefined };
}

function carried(known: ReadonlyMap<string, string>, work: Context): Map<string, string> {
  const free = (name: string) => !known.has(name) || isInherited(known, name);
  const variables = new Map(free(TRACE_PARENT) ? [...variablesOf(work)].filter(([name]) => free(name)) : []);
  if (free(RUN_ID)) variables.set(RUN_ID, randomUUID());
  return variables;
}

const isInherited = (known: ReadonlyMap<string, string>, name: string): boolean =>
  inherited.has(name) && known.get(name) === inherited.get(name);

// Windows takes names in any case; its own drive variables start with `=`.
function nameOf(pair: string): string {
  const name = pair.slice(0, pair.indexOf('=', 1));
  return process.platform === 'win32' ? name.toUpperCase() : name;
}
