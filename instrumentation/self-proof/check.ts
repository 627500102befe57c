// What a check of the self-proof is.

import type { Signal } from '../delivery/ledger.ts';

type CheckName = 'api' | 'log_bridge' | `${Signal}_delivery` | 'bundles' | 'report';

export interface Check {
  readonly name: CheckName;
  readonly ok: boolean;
  readonly detail: string;
}
