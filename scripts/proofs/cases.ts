// All cases of the proofs, in order.

import type { ProofCase } from './case.ts';
import { ENDING_CASES } from './ending-cases.ts';
import { FAIL_OPEN_CASES } from './fail-open-cases.ts';
import { OUTAGE_CASES } from './outage-cases.ts';
import { PIPELINE_CASES } from './pipeline-cases.ts';
import { SECURITY_CASES } from './security-cases.ts';

export const PROOF_CASES: readonly ProofCase[] = [
  ...FAIL_OPEN_CASES,
  ...ENDING_CASES,
  ...OUTAGE_CASES,
  ...PIPELINE_CASES,
  ...SECURITY_CASES,
].sort((x, y) => (x.id < y.id ? -1 : 1));
