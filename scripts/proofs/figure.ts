// The form in which docs/proofs.json keeps what the tests have measured.

/** One figure over all its repetitions. */
export interface Figure {
  readonly unit: string;
  readonly times: number;
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** By case and name. */
export type Figures = Record<string, Record<string, Figure>>;
