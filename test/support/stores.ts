// What the end-to-end tests ask the stores of a running stack, in the words of the test: series, log lines, spans.

import type { Ports } from '../../stack/ports.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { type Json, queryExemplars, queryLoki, queryPrometheus, readTrace, searchTags, searchTempo } from './store-queries.ts';

type Labels = Readonly<Record<string, string>>;

export interface StoredSpan {
  readonly name: string;
  readonly service: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export class Stores {
  readonly #ports: Ports;
  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Labels of the series that a PromQL query finds. */
  async series(query: string): Promise<Labels[]> {
    return (await queryPrometheus(baseUrl(this.#ports, 'prometheus'), query)).map(({ metric }) => metric);
  }

  /** Trace ids of the exemplars of the series. */
  async exemplarTraces(query: string): Promise<string[]> {
    return (await queryExemplars(baseUrl(this.#ports, 'prometheus'), query)).map(({ labels }) => labels.trace_id);
  }

  /** Labels of the streams that a LogQL query finds. */
  async streams(query: string): Promise<Labels[]> {
    return (await queryLoki(baseUrl(this.#ports, 'loki'), query)).map(({ stream }) => stream);
  }

  /** Ids of the traces that a TraceQL query finds, 32 digits each: Tempo leaves leading zeros out. */
  async findTraces(query: string): Promise<string[]> {
    return (await searchTempo(baseUrl(this.#ports, 'tempo'), query)).map(({ traceID }) => traceID.padStart(32, '0'));
  }

  /** Names of all attributes that spans and their resources have. */
  async spanTags(): Promise<{ readonly span: string[]; readonly resource: string[] }> {
    const scopes = await searchTags(baseUrl(this.#ports, 'tempo'));
    const of = (name: string): string[] => scopes.find((scope) => scope.name === name)?.tags ?? [];
    return { span: of('span'), resource: of('resource') };
  }

  /** All spans of one trace. */
  async trace(id: string): Promise<StoredSpan[]> {
    const { batches = [] } = (await readTrace(baseUrl(this.#ports, 'tempo'), id)) ?? {};
    return batches.flatMap(({ resource, scopeSpans }: Json) => {
      const service = String(flat(resource.attributes)['service.name']);
      return scopeSpans.flatMap(({ spans }: Json) =>
        spans.map(({ name, spanId, parentSpanId = '', attributes = [] }: Json) => ({
          name,
          service,
          spanId,
          parentSpanId,
          attributes: flat(attributes),
        })),
      );
    });
  }
}

const flat = (pairs: Json[]): Record<string, unknown> => Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));
