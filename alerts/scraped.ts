// Whether Prometheus scraped the part that a series is of: counters of the parts appear with their first event, and only who looked before knows that it is one.

import { INSTANCE_LABEL, JOB_LABEL, stackMetric } from '../instrumentation/vocabulary/index.ts';
import { family } from './families.ts';
import type { LookedAt } from './kit/kinds/growth.ts';

export const SCRAPED: LookedAt = { of: family(stackMetric.up), by: [JOB_LABEL, INSTANCE_LABEL] };
