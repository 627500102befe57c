// The random faults of the soak: which, for which signal, for how long.

import type { AnyFault, SignalName } from '../fault/support/fault.ts';
import type { Random } from '../fault/support/random.ts';

export interface Plague {
  readonly fault: AnyFault;
  /** Nothing for all. */
  readonly signal: SignalName | undefined;
  readonly forMs: number;
}

const KINDS: readonly ((random: Random) => AnyFault)[] = [
  () => ({ kind: 'refuse' }),
  () => ({ kind: 'stall' }),
  (random) => ({ kind: 'slow-accept', delayMs: random.between(100, 3000) }),
  () => ({ kind: 'hang' }),
  (random) => ({ kind: 'drip', everyMs: random.between(50, 1000) }),
  (random) => ({ kind: 'reset', during: random.pick(['request', 'answer'] as const) }),
  (random) => ({ kind: 'slow', delayMs: random.between(50, 4000) }),
  (random) => ({ kind: 'status', status: random.pick([400, 401, 404, 408, 413, 500, 501, 502, 504]) }),
  (random) => ({
    kind: 'status',
    status: random.pick([429, 503]),
    headers: { 'retry-after': String(random.pick([1, 2, 30, -1, 'soon'])) },
  }),
  (random) => ({ kind: 'partial', rejected: random.between(1, 50) }),
];

export function nextPlague(random: Random): Plague {
  return {
    fault: random.pick(KINDS)(random),
    signal: random.pick([undefined, undefined, 'traces', 'logs', 'metrics'] as const),
    forMs: random.between(4_000, 20_000),
  };
}

/** For people. */
export const nameOf = ({ fault: { kind, ...how }, signal }: Plague): string =>
  `${kind}${Object.keys(how).length > 0 ? ` ${JSON.stringify(how)}` : ''} for ${signal ?? 'all signals'}`;
