// Whether a log record that goes into the API comes out at our queue: the bridge between two versions breaks without a sound.

import { ledger } from '../delivery/ledger.ts';
import type { Check } from './check.ts';

/** The start-up line has gone the whole way, or not. */
export function hasArrived(): Check {
  const arrived = ledger.read().logs.emitted;
  return {
    name: 'log_bridge',
    ok: arrived > 0,
    detail:
      arrived > 0 ? `${arrived} log records came through the API` : 'no log record has come through the API, not even the start-up line',
  };
}
