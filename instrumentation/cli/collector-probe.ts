// Asks a Collector whether it takes OTLP, and what time it has.

import type { MachineCheck } from './diagnosis.ts';

const DEADLINE_MS = 3_000;
/** HTTP dates have whole seconds; beyond this, traces of two machines don't fit together. */
const CLOCK_SKEW_MAX_S = 5;

/** Sends an empty request, which an OTLP receiver takes and keeps nothing of. */
export async function askCollector(endpoint: string): Promise<MachineCheck[]> {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const name = 'collector';
  try {
    const askedMs = Date.now();
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"resourceSpans":[]}',
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    await response.arrayBuffer();
    const midwayMs = (askedMs + Date.now()) / 2;
    // A Collector that wants credentials is there all the same.
    const ok = response.ok || response.status === 401 || response.status === 403;
    return [
      { name, ok, detail: `${url} answers ${response.status}${ok ? '' : ', which is no OTLP receiver'}` },
      ...compareClocks(response.headers.get('date'), midwayMs),
    ];
  } catch (error) {
    const cause = error instanceof Error ? ((error.cause as { code?: string } | undefined)?.code ?? error.name) : String(error);
    return [{ name, ok: false, detail: `${url} does not answer (${cause}); is a Collector there?` }];
  }
}

function compareClocks(date: string | null, nowMs: number): MachineCheck[] {
  const theirMs = Date.parse(date ?? '');
  if (Number.isNaN(theirMs)) return [];
  const skewS = Math.max(0, Math.abs(theirMs - nowMs) / 1000 - 1);
  return [
    {
      name: 'clock',
      ok: skewS <= CLOCK_SKEW_MAX_S,
      detail: skewS < 1 ? "agrees with the Collector's to the second" : `differs from the Collector's by ${Math.round(skewS)} s`,
    },
  ];
}
