// One check of the self-proof and how it came out.

import type { Signal } from '../delivery/outcomes.ts';

type CheckName = 'api' | 'log_bridge' | `${Signal}_delivery` | 'bundles' | 'report';

export interface Check {
  readonly name: CheckName;
  readonly ok: boolean;
  readonly detail: string;
}
