// Asks the real stores: PromQL, LogQL and TraceQL over HTTP.

import type { Ports } from '../../stack/ports.ts';

const DEADLINE_MS = 10_000;

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
export interface LogLine {
  readonly labels: Readonly<Record<string, string>>;
  readonly line: string;
}
export interface StoredSpan {
  readonly name: string;
  readonly service: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

async function ask(port: number, path: string, parameters: Record<string, string>): Promise<ReturnType<typeof JSON.parse>> {
  const url = `http://127.0.0.1:${port}${path}?${new URLSearchParams(parameters)}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
  return response.json();
}

export class Stores {
  readonly #ports: Ports;
  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Instant vector of a PromQL query. */
  async metrics(query: string): Promise<Series[]> {
    const { data } = await ask(this.#ports.prometheus, '/api/v1/query', { query });
    return data.result.map(({ metric, value }: { metric: Record<string, string>; value: [number, string] }) => ({
      labels: metric,
      value: Number(value[1]),
    }));
  }

  /** Lines of a LogQL query, of the last hour, newest first. */
  async logs(query: string): Promise<LogLine[]> {
    const { data } = await ask(this.#ports.loki, '/loki/api/v1/query_range', { query, since: '1h', limit: '200' });
    return data.result.flatMap(({ stream, values }: { stream: Record<string, string>; values: [string, string][] }) =>
      values.map(([, line]) => ({ labels: stream, line })),
    );
  }

  /** Ids of traces that a TraceQL query finds, 32 digits each. */
  async findTraces(query: string): Promise<string[]> {
    const { traces } = await ask(this.#ports.tempo, '/api/search', { q: query, limit: '20' });
    // Tempo leaves leading zeros out of ids in search results.
    return (traces ?? []).map(({ traceID }: { traceID: string }) => traceID.padStart(32, '0'));
  }

  /** All spans of one trace. */
  async trace(id: string): Promise<StoredSpan[]> {
    const { batches } = await ask(this.#ports.tempo, `/api/traces/${id}`, {});
    return batches.flatMap(({ resource, scopeSpans }: { resource: { attributes: Pair[] }; scopeSpans: { spans: RawSpan[] }[] }) => {
      const service = String(flat(resource.attributes)['service.name']);
      return scopeSpans.flatMap(({ spans }) =>
        spans.map(({ name, spanId, parentSpanId, attributes }) => ({
          name,
          service,
          spanId,
          parentSpanId: parentSpanId ?? '',
          attributes: flat(attributes ?? []),
        })),
      );
    });
  }
}

interface Pair {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
interface RawSpan {
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes?: Pair[];
}
const flat = (pairs: readonly Pair[]): Record<string, unknown> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));
