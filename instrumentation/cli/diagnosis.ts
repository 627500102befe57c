// What `peragus doctor` found.

import type { Check } from '../self-proof/check.ts';
import type { Proof } from '../self-proof/proof.ts';

export interface MachineCheck extends Omit<Check, 'name'> {
  readonly name: string;
}
export interface Diagnosis {
  readonly machine: readonly MachineCheck[];
  readonly processes: readonly Proof[];
}
