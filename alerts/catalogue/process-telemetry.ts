// What a process says about its own telemetry: libraries that run unseen, checks that fail, series that were folded.

import { metric, RULE_EVALUATION_INTERVAL_S } from '../../instrumentation/vocabulary/index.ts';
import { aboutService } from '../about.ts';
import { family } from '../families.ts';
import { events } from '../kit/kinds/events.ts';
import { level } from '../kit/kinds/level.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE_TEXT } from '../service-labels.ts';

const holds = { limit: 1, windowS: 45, operator: '<', broken: 'any', fold: 'min', well: 1, unwell: 0 } as const;

export const processTelemetry: RuleGroup = {
  name: 'process-telemetry',
  intervalS: RULE_EVALUATION_INTERVAL_S,
  rules: [
    level({
      ...aboutService({
        alert: 'InstrumentationSilent',
        timing: 'ticket',
        by: { peragus_package_name: 'express' },
        summary: `${SERVICE_TEXT} runs {{ $labels.peragus_package_name }} unseen`,
        description: `${SERVICE_TEXT} has loaded {{ $labels.peragus_package_name }}, and the preload could not instrument it. Its spans and metrics are missing, and alerts that read them are blind.`,
        panel: 'libraries',
      }),
      of: family(metric.instrumentationActive, { found: { peragus_package_version: '5.3.0' } }),
      ...holds,
    }),
    level({
      ...aboutService({
        alert: 'SelfCheckFailing',
        timing: 'ticket',
        by: { peragus_check: 'traces_delivery' },
        summary: `${SERVICE_TEXT}: self-check {{ $labels.peragus_check }} fails`,
        description: `The preload in ${SERVICE_TEXT} has found that its check {{ $labels.peragus_check }} fails, for 10 min. A part of its telemetry is missing or does not arrive.`,
        panel: 'selfChecks',
      }),
      of: family(metric.selfCheckOk),
      ...holds,
    }),
    events({
      ...aboutService({
        alert: 'CardinalityOverflow',
        timing: 'ticketAtOnce',
        by: { peragus_metric_name: 'http.server.request.duration', peragus_metric_attribute: 'http.route' },
        summary: `${SERVICE_TEXT}: {{ $labels.peragus_metric_name }} has too many series`,
        description: `{{ $labels.peragus_metric_name }} of ${SERVICE_TEXT} has as many series as its budget allows; {{ $value | humanize }} measurements of the last 15 min were folded into one. The attribute with the most values is {{ $labels.peragus_metric_attribute }}.`,
        panel: 'folded',
        value: '1.017',
      }),
      of: [family(metric.telemetryFolded)],
      ...LIMIT.folded,
    }),
  ],
};
