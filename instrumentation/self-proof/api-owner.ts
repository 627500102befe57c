// Whether telemetry that is made through the OpenTelemetry API reaches us: the API keeps one set of providers a process, the first one wins.

import type { Check } from './check.ts';

/** Where the API 1.x keeps what is registered: `registerGlobal` in its global-utils. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');
const PARTS = ['trace', 'metrics', 'logs', 'context', 'propagation'] as const;

type Registered = { readonly version?: string } & { readonly [K in (typeof PARTS)[number]]?: unknown };
const registered = (): Registered => ((globalThis as Record<symbol, unknown>)[REGISTERED] ?? {}) as Registered;

let atStart: Registered | undefined;

/** Remembers what we registered, to see later whether it still stands. */
export function rememberRegistration(): void {
  atStart = { ...registered() };
}

/** All that we registered still stands. */
export function ownsTheApi(): Check {
  const now = registered();
  const changed = PARTS.filter((part) => atStart?.[part] === undefined || now[part] !== atStart[part]);
  return {
    name: 'api',
    ok: changed.length === 0,
    detail:
      changed.length === 0
        ? `@opentelemetry/api ${now.version} carries all signals to the preload`
        : `somebody else registered ${changed.join(', ')} with @opentelemetry/api ${now.version}`,
  };
}
