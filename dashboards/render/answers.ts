// What the stores answer, in the forms that panels draw.

/** Milliseconds and value; null where there is none. */
export type Point = readonly [timeMs: number, value: number | null];

export interface Series {
  readonly refId: string;
  /** The legend. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly Point[];
}

/** A single measurement with the trace it was made in. */
export interface Exemplar {
  readonly timeMs: number;
  readonly value: number;
  readonly traceId: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface LogLine {
  readonly timeMs: number;
  readonly text: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface TraceSummary {
  readonly traceId: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly service: string;
  readonly name: string;
}

/** A span that a search found, with the attributes that the query selects. */
export interface FoundSpan {
  readonly traceId: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly service: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** An alert that is pending or fires. */
export interface FiringAlert {
  readonly name: string;
  readonly state: string;
  readonly sinceMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A query that could not be answered, and why. */
export interface Failure {
  readonly refId: string;
  readonly query: string;
  readonly reason: string;
}

/** An event over all graphs; begin and end are the same for a moment. */
export interface Event {
  readonly kind: string;
  readonly colour: string;
  readonly title: string;
  readonly text: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** All that one panel was answered. */
export interface PanelData {
  readonly series: readonly Series[];
  readonly exemplars: readonly Exemplar[];
  readonly lines: readonly LogLine[];
  readonly traces: readonly TraceSummary[];
  readonly spans: readonly FoundSpan[];
  readonly alerts: readonly FiringAlert[];
  readonly failures: readonly Failure[];
  /** The queries as they were sent, by letter. */
  readonly sent: readonly { readonly refId: string; readonly query: string }[];
}

export const NOTHING: PanelData = { series: [], exemplars: [], lines: [], traces: [], spans: [], alerts: [], failures: [], sent: [] };

/** The last value that there is. */
export function lastValue({ points }: Series): number | undefined {
  for (let at = points.length - 1; at >= 0; at -= 1) {
    const value = points[at]?.[1];
    if (value !== null && value !== undefined) return value;
  }
  return undefined;
}

/** All values that there are. */
export const valuesOf = ({ points }: Series): number[] => points.flatMap(([, value]) => (value === null ? [] : [value]));
