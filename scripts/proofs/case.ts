// One case of the proofs: what is tried, how often, what must come of it, and where.

export interface ProofCase {
  readonly id: string;
  readonly tried: string;
  /** How often in `npm test`, and in `npm run test:fault`; the same when only one is given. */
  readonly repeated: string | readonly [short: string, long: string];
  readonly limit: string;
  /** Paths below `test/`, without `.test.ts`. */
  readonly tests: readonly string[];
  /** What the figures don't say: where a part is measured elsewhere, or can't be run here, and why. */
  readonly note?: string;
}
