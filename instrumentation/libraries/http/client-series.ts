// Where outgoing requests go, read once for each origin, and the metric series of each way that they end there.

import { bareOrigin } from '../../privacy/url.ts';
import { type BoundHistogram, type Histogram, histogram } from '../../signals/metrics.ts';
import { attribute as a, metric } from '../../vocabulary/index.ts';

type Labels = Record<string, string | number>;

/** Origins remembered; a process that calls more, a crawler for example, reads them again. */
const ORIGINS_MAX = 500;
/** Series kept bound, several times the budget of the metrics: what is beyond leads to their overflow. */
const SERIES_MAX = 2000;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

let instruments: Readonly<Record<'duration' | 'requestSize' | 'responseSize', Histogram>> | undefined;
const origins = new Map<string, Origin>();
let kept = 0;

/** Scheme, host and port of a service that this process calls. */
export class Origin {
  /** As the caller wrote it, without user and password. */
  readonly bare: string;
  /** Undefined where the origin can't be read. */
  readonly address: string | undefined;
  readonly port: number;
  /** By method, then by status, or by error type where there was no answer. */
  readonly series = new Map<string, Map<string | number, ClientSeries>>();

  constructor(written: string) {
    const address = URL.parse(written);
    this.bare = bareOrigin(written);
    this.address = address?.hostname;
    this.port = address ? Number(address.port) || (DEFAULT_PORTS[address.protocol] ?? 0) : 0;
  }

  /** The series of a call that was answered with a status, or failed with a type of error. */
  seriesOf(method: string, end: number | string): ClientSeries {
    return this.series.get(method)?.get(end) ?? this.#bind(method, end);
  }

  #bind(method: string, end: number | string): ClientSeries {
    const labels: Labels = { [a.httpRequestMethod.key]: method };
    if (this.address !== undefined) {
      labels[a.serverAddress.key] = this.address;
      labels[a.serverPort.key] = this.port;
    }
    if (typeof end === 'number') labels[a.httpResponseStatusCode.key] = end;
    const errorType = typeof end === 'string' ? end : end >= 400 ? String(end) : undefined;
    if (errorType !== undefined) labels[a.errorType.key] = errorType;
    const series = new ClientSeries(labels, errorType);
    makeRoom();
    const ofMethod = this.series.get(method) ?? new Map<string | number, ClientSeries>();
    this.series.set(method, ofMethod);
    ofMethod.set(end, series);
    return series;
  }
}

/** What all calls share that went to the same service and ended alike. */
export class ClientSeries {
  readonly errorType: string | undefined;
  readonly duration: BoundHistogram;
  readonly #labels: Labels;
  #requestSize: BoundHistogram | undefined;
  #responseSize: BoundHistogram | undefined;

  constructor(labels: Labels, errorType: string | undefined) {
    this.#labels = labels;
    this.errorType = errorType;
    this.duration = made().duration.bind(labels);
  }

  // Bound at their first value: a series that never has one is none.
  get requestSize(): BoundHistogram {
    this.#requestSize ??= made().requestSize.bind(this.#labels);
    return this.#requestSize;
  }

  get responseSize(): BoundHistogram {
    this.#responseSize ??= made().responseSize.bind(this.#labels);
    return this.#responseSize;
  }
}

export function originOf(written: string): Origin {
  let origin = origins.get(written);
  if (origin === undefined) {
    if (origins.size >= ORIGINS_MAX) forgetOrigins();
    origin = new Origin(written);
    origins.set(written, origin);
  }
  return origin;
}

function makeRoom(): void {
  if (kept >= SERIES_MAX) {
    for (const { series } of origins.values()) series.clear();
    kept = 0;
  }
  kept += 1;
}

function forgetOrigins(): void {
  origins.clear();
  kept = 0;
}

// At the first call: many processes never make one.
function made(): NonNullable<typeof instruments> {
  instruments ??= {
    duration: histogram(metric.httpClientRequestDuration),
    requestSize: histogram(metric.httpClientRequestBodySize),
    responseSize: histogram(metric.httpClientResponseBodySize),
  };
  return instruments;
}
