// The canary of the pipeline: what it sends through the Collector does not come back from a store.

import { canaryMetric, INSTANCE_LABEL, RULE_EVALUATION_INTERVAL_S } from '../../instrumentation/vocabulary/index.ts';
import { aboutPart } from '../about.ts';
import { family } from '../families.ts';
import { age } from '../kit/kinds/age.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT } from '../limits.ts';

const { limit, windowS } = LIMIT.canaryAge;

const about = aboutPart('canary', {
  alert: 'PipelineCanaryLost',
  timing: 'ticketAtOnce',
  by: { peragus_signal: 'logs' },
  wellBy: { peragus_signal: 'traces' },
  summary: 'The canary’s {{ $labels.peragus_signal }} do not arrive',
  description:
    'For {{ $value | humanizeDuration }} nothing of the {{ $labels.peragus_signal }} that the canary sends through the Collector was read back from their store. Those of the services are late, lost or can’t be read either.',
  panel: 'canary',
  value: '5m 15s',
});

export const canary: RuleGroup = {
  name: 'canary',
  intervalS: RULE_EVALUATION_INTERVAL_S,
  rules: [
    {
      ...age({
        ...about,
        // One that was started elsewhere takes over. A canary that is gone is told by TargetDown, and not here for longer than it is remembered.
        by: about.by.filter((label) => label !== INSTANCE_LABEL),
        subjects: { ...about.subjects, next: { ...about.subjects.unwell, [INSTANCE_LABEL]: 'localhost:9195' } },
        of: family(canaryMetric.canaryLastSuccess),
        limitS: limit,
        memoryS: windowS,
      }),
      inTime: [{ text: `> ${limit}` }],
    },
  ],
};
