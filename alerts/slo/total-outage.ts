// Whether an objective needs a rule of its own for a total outage: the arithmetic of the first burn pair.

import { BURN_PAIRS, thresholdOf, WINDOW_S } from '../burn-rate.ts';
import type { Objective } from '../kit/objective.ts';
import { TELEMETRY_LOST_LIMIT_S } from '../policy.ts';
import { PERIOD_DAYS } from '../slo.ts';
import { MINUTE_S } from './recordings.ts';

/** From a total outage at steady traffic to the first page, in seconds: the share of the long window that must be bad, in minutes. */
export function firstPageS({ objective }: Objective): number {
  const waits = BURN_PAIRS.filter(({ severity }) => severity === 'page').map((pair) => {
    const badS = thresholdOf(pair, objective, PERIOD_DAYS) * WINDOW_S[pair.long];
    return (Math.floor(badS / MINUTE_S + 1e-9) + 1) * MINUTE_S;
  });
  return Math.min(...waits);
}

/** An outage must not wait longer than a death does. Latency can't be out: a service that is slow for all is a burn. */
export const needsOutageRule = (objective: Objective): boolean =>
  objective.pages && objective.bad !== undefined && firstPageS(objective) > TELEMETRY_LOST_LIMIT_S;
