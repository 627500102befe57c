// Trace context that a stranger sends to a public edge.

export const FORGED = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' } as const;
const parent = (flags: string) => `traceparent: 00-${FORGED.traceId}-${FORGED.spanId}-${flags}`;

const longState = `tracestate: ${Array.from({ length: 32 }, (_, at) => `vendor${at}=${'x'.repeat(300)}`).join(',')}`;
const longBaggage = Array.from({ length: 180 }, (_, at) => `baggage: key${at}=${'y'.repeat(4080)}`);

/** Header lines of each attempt, and whether they name a caller that can be linked. */
export const ATTEMPTS: Readonly<Record<string, { readonly lines: readonly string[]; readonly isLinked: boolean }>> = {
  'a forged sampled parent': { lines: [parent('01')], isLinked: true },
  'a forged unsampled parent': { lines: [parent('00')], isLinked: true },
  '10 kB of tracestate': { lines: [parent('01'), longState], isLinked: true },
  '180 times 4 kB of baggage': { lines: [parent('01'), ...longBaggage], isLinked: true },
  'a prototype in baggage': { lines: [parent('01'), 'baggage: __proto__=polluted,constructor=x'], isLinked: true },
  'two parents': { lines: [parent('01'), parent('00')], isLinked: false },
  'a parent of zeros': { lines: [`traceparent: 00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`], isLinked: false },
  'a parent that is none': { lines: ['traceparent: 00-<script>alert(1)</script>-01'], isLinked: false },
};
/** The largest of them is three quarters of a megabyte; Node takes 16 kB unless told otherwise. */
export const HEADER_FLAG = '--max-http-header-size=1048576';
