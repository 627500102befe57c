// The metric series of server requests, bound once for each route and way to end: a request makes no attributes for them.

import {
  type BoundCounter,
  type BoundHistogram,
  type Histogram,
  histogram,
  type UpDownCounter,
  upDownCounter,
} from '../../signals/metrics.ts';
import { attribute as a, metric, SOFT_ERROR } from '../../vocabulary/index.ts';
import { requestName } from './attributes.ts';

type Labels = Record<string, string | number>;

/** How a request ended, besides its status. */
export const OUTCOME = { answered: 0, aborted: 1, softError: 2 } as const;
export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/** `error.type` of a request whose client went away before the response was finished. */
const ABORTED = 'aborted';
const FAILED_STATUS = 500;
/** Series kept bound. The budget of the metrics is smaller; the rest lead to its overflow, and an application with more routes
 * than this pays for binding again. */
const SERIES_MAX = 20_000;

/** What all requests of one route share that ended alike. */
export class ServerSeries {
  readonly route: string | undefined;
  /** Name of the span. */
  readonly name: string;
  readonly errorType: string | undefined;
  readonly duration: BoundHistogram;
  readonly #labels: Labels;
  readonly #all: AllServerSeries;
  #requestSize: BoundHistogram | undefined;
  #responseSize: BoundHistogram | undefined;

  constructor(all: AllServerSeries, name: string, labels: Labels) {
    this.#all = all;
    this.#labels = labels;
    this.name = name;
    this.route = labels[a.httpRoute.key] as string | undefined;
    this.errorType = labels[a.errorType.key] as string | undefined;
    this.duration = all.duration.bind(labels);
  }

  // Bound at their first value: a series that never has one is none.
  get requestSize(): BoundHistogram {
    this.#requestSize ??= this.#all.requestSize.bind(this.#labels);
    return this.#requestSize;
  }

  get responseSize(): BoundHistogram {
    this.#responseSize ??= this.#all.responseSize.bind(this.#labels);
    return this.#responseSize;
  }
}

/** Requests of one method, scheme and version. */
export class Family {
  readonly method: string;
  readonly scheme: string;
  readonly version: string;
  readonly active: BoundCounter;
  /** By route, then by status and outcome. */
  readonly routes = new Map<string | undefined, Map<number, ServerSeries>>();
  readonly #all: AllServerSeries;

  constructor(all: AllServerSeries, method: string, scheme: string, version: string) {
    this.#all = all;
    this.method = method;
    this.scheme = scheme;
    this.version = version;
    this.active = all.active.bind({ [a.httpRequestMethod.key]: method, [a.urlScheme.key]: scheme });
  }

  /** The series of a request; status 0 for one that got no answer. */
  seriesOf(route: string | undefined, status: number, outcome: Outcome): ServerSeries {
    const key = status * 4 + outcome;
    return this.routes.get(route)?.get(key) ?? this.#bind(route, status, outcome);
  }

  #bind(route: string | undefined, status: number, outcome: Outcome): ServerSeries {
    const labels: Labels = {
      [a.httpRequestMethod.key]: this.method,
      [a.urlScheme.key]: this.scheme,
      [a.networkProtocolVersion.key]: this.version,
    };
    if (route !== undefined) labels[a.httpRoute.key] = route;
    if (status !== 0) labels[a.httpResponseStatusCode.key] = status;
    const errorType = errorTypeOf(status, outcome);
    if (errorType !== undefined) labels[a.errorType.key] = errorType;
    const series = new ServerSeries(this.#all, requestName(this.method, route), labels);
    this.#all.makeRoom();
    const ofRoute = this.routes.get(route) ?? new Map<number, ServerSeries>();
    this.routes.set(route, ofRoute);
    ofRoute.set(status * 4 + outcome, series);
    return series;
  }
}

/** All series of server requests in this process. */
export class AllServerSeries {
  readonly duration: Histogram = histogram(metric.httpServerRequestDuration);
  readonly requestSize: Histogram = histogram(metric.httpServerRequestBodySize);
  readonly responseSize: Histogram = histogram(metric.httpServerResponseBodySize);
  readonly active: UpDownCounter = upDownCounter(metric.httpServerActiveRequests);
  // Methods, schemes and versions are each a few.
  readonly #families = new Map<string, Family>();
  readonly #max: number;
  #kept = 0;

  constructor(max = SERIES_MAX) {
    this.#max = max;
  }

  /** Series kept bound now. */
  get kept(): number {
    return this.#kept;
  }

  familyOf(method: string, scheme: string, version: string): Family {
    const key = `${method} ${scheme} ${version}`;
    const family = this.#families.get(key) ?? new Family(this, method, scheme, version);
    this.#families.set(key, family);
    return family;
  }

  /** Counts one series more; where there are too many, all are forgotten. */
  makeRoom(): void {
    if (this.#kept >= this.#max) {
      for (const { routes } of this.#families.values()) routes.clear();
      this.#kept = 0;
    }
    this.#kept += 1;
  }
}

function errorTypeOf(status: number, outcome: Outcome): string | undefined {
  if (outcome === OUTCOME.aborted) return ABORTED;
  if (status >= FAILED_STATUS) return String(status);
  return outcome === OUTCOME.softError ? SOFT_ERROR : undefined;
}
