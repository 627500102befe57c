// What a case is: series that a rule looks at, and which alerts must be firing at which moments.

export type Labels = Readonly<Record<string, string>>;

/** What every rule must be shown to do; the coverage gate asks for each kind, or for the reason why a rule has none. */
export const CASE_KINDS = [
  'fires',
  'stays silent',
  'boundary',
  'low traffic',
  'series missing',
  'born late',
  'push death',
  'counter reset',
  'new instance',
] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

export interface InputSeries {
  /** A PromQL selector with `=` matchers only. */
  readonly series: string;
  /** Samples in promtool's notation, one per sample interval from second 0; see samples.ts. */
  readonly values: string;
}

/** A moment of a case. */
export interface Expectation {
  /** Seconds from the first sample. */
  readonly atS: number;
  /** Labels that the rule's expression gives to each alert that fires then; an empty list is silence. */
  readonly firing: readonly Labels[];
}

/** Where a message leads; a lead that an alert has not is absent. */
export interface Leads {
  /** What to do first, in one sentence. */
  readonly first_step: string;
  /** Log lines of the service. */
  readonly logs_url?: string;
  /** Traces of the service that show the trouble. */
  readonly trace_url?: string;
  /** The share of an objective's budget that is left. */
  readonly budget_left?: string;
}

/** The text that people read, written out in full for one moment at which exactly one alert fires. */
export interface Message extends Partial<Leads> {
  readonly atS: number;
  readonly labels: Labels;
  readonly summary: string;
  readonly description: string;
  readonly dashboard_url: string;
}

export interface RuleCase {
  readonly kind: CaseKind;
  /** A promise, with its numbers. */
  readonly title: string;
  readonly series: readonly InputSeries[];
  readonly expect: readonly Expectation[];
  readonly message?: Message;
  /** Seconds from one sample to the next, where it is not the interval of exports. */
  readonly sampleIntervalS?: number;
  /** Seconds from one evaluation to the next, where those of the group would only take longer to show the same. */
  readonly stepS?: number;
}

/** What recording rules make of given series. */
export interface RecordCase {
  readonly title: string;
  readonly series: readonly InputSeries[];
  readonly sampleIntervalS?: number;
  readonly expect: readonly {
    readonly atS: number;
    readonly query: string;
    /** Labels and value of each sample; an empty list is none. */
    readonly samples: readonly { readonly labels: Labels; readonly value: number }[];
  }[];
}
