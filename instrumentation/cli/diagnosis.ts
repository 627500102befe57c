// What the doctor finds: its own checks from outside the processes, and the self-proofs of these.

import type { Check } from '../self-proof/check.ts';
import type { Proof } from '../self-proof/proof.ts';

export interface MachineCheck extends Omit<Check, 'name'> {
  readonly name: string;
}
export interface Diagnosis {
  readonly machine: readonly MachineCheck[];
  readonly processes: readonly Proof[];
}
