// Loki and Tempo: requests that fail, and lines and spans that they refuse.

import { RULE_EVALUATION_INTERVAL_S, stackAttribute, stackMetric } from '../../instrumentation/vocabulary/index.ts';
import { aboutPart } from '../about.ts';
import { family } from '../families.ts';
import { events } from '../kit/kinds/events.ts';
import { share } from '../kit/kinds/share.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT } from '../limits.ts';
import { SCRAPED } from '../scraped.ts';

const lokiPush = { route: 'otlp_v1_logs' };
const tempoSearch = { route: 'api_search' };
const failing = [stackAttribute.statusCode.key, '=~', '5..'] as const;
const m = stackMetric;
const ALL = 'count';

export const stores: RuleGroup = {
  name: 'stores',
  intervalS: RULE_EVALUATION_INTERVAL_S,
  rules: [
    events({
      ...aboutPart('loki', {
        alert: 'LokiDiscarding',
        timing: 'pageAtOnce',
        by: { reason: 'greater_than_max_sample_age' },
        wellBy: { reason: 'rate_limited' },
        summary: 'Loki refuses log lines: {{ $labels.reason }}',
        description:
          'Loki refused {{ $value | humanize }} log lines in the last 5 min ({{ $labels.reason }}). Lines that are refused by a rate come again; all others are lost.',
        panel: 'refusedByStores',
        value: '1.053',
      }),
      of: [family(m.lokiDiscarded, { found: { tenant: 'fake' } })],
      lookedAt: SCRAPED,
      ...LIMIT.storeDiscards,
    }),
    share({
      ...aboutPart('loki', {
        alert: 'LokiErrorsHigh',
        timing: 'ticketAtOnce',
        by: lokiPush,
        summary: 'Loki fails {{ $value | humanizePercentage }} of {{ $labels.route }}',
        description:
          'More than 10 % of the {{ $labels.route }} requests to Loki ended with a 5xx in the last 15 min. Logs can’t be searched, or wait in the queue of the Collector.',
        panel: 'takenByStores',
        value: '100%',
      }),
      all: family(m.lokiRequests, { part: ALL, found: { status_code: '204' } }),
      bad: [family(m.lokiRequests, { part: ALL, where: [failing], found: { status_code: '500' } })],
      ...LIMIT.storeErrors,
    }),
    events({
      ...aboutPart('loki', {
        alert: 'LokiPanics',
        timing: 'ticketAtOnce',
        summary: 'Loki panicked on a request',
        description:
          'In the last hour Loki ended {{ $value | humanize }} requests by a panic. A defect of Loki, or damaged data on its disk.',
        panel: 'takenByStores',
        value: '1.004',
      }),
      of: [family(m.lokiPanics)],
      ...LIMIT.storageFailures,
    }),
    events({
      ...aboutPart('tempo', {
        alert: 'TempoDiscarding',
        timing: 'pageAtOnce',
        by: { reason: 'trace_too_large' },
        wellBy: { reason: 'rate_limited' },
        summary: 'Tempo refuses spans: {{ $labels.reason }}',
        description:
          'Tempo refused {{ $value | humanize }} spans in the last 5 min ({{ $labels.reason }}). Traces have holes, and those of the busiest moments first.',
        panel: 'refusedByStores',
        value: '1.053',
      }),
      of: [family(m.tempoDiscarded, { found: { tenant: 'single-tenant' } })],
      lookedAt: SCRAPED,
      ...LIMIT.storeDiscards,
    }),
    share({
      ...aboutPart('tempo', {
        alert: 'TempoErrorsHigh',
        timing: 'ticketAtOnce',
        by: tempoSearch,
        summary: 'Tempo fails {{ $value | humanizePercentage }} of {{ $labels.route }}',
        description:
          'More than 10 % of the {{ $labels.route }} requests to Tempo ended with a 5xx in the last 15 min. Traces can’t be found, or wait in the queue of the Collector.',
        panel: 'takenByStores',
        value: '100%',
      }),
      all: family(m.tempoRequests, { part: ALL, found: { status_code: '200' } }),
      bad: [family(m.tempoRequests, { part: ALL, where: [failing], found: { status_code: '500' } })],
      ...LIMIT.storeErrors,
    }),
    events({
      ...aboutPart('tempo', {
        alert: 'TempoStorageFailing',
        timing: 'pageAtOnce',
        summary: 'Tempo can’t write its storage',
        description:
          'In the last hour Tempo failed to write or merge {{ $value | humanize }} blocks of traces. It holds them in memory and in its log; when the disk is full, it takes no more.',
        panel: 'takenByStores',
        value: '1.004',
      }),
      of: [family(m.tempoFlushesFailed), family(m.tempoCompactionsFailed)],
      ...LIMIT.storageFailures,
    }),
  ],
};
