// Prometheus: rules that can't be evaluated, data that it refuses, a disk that it can't write, targets that are gone.

import { JOB_LABEL, RULE_EVALUATION_INTERVAL_S, stackAttribute, stackMetric } from '../../instrumentation/vocabulary/index.ts';
import { aboutPart } from '../about.ts';
import { family } from '../families.ts';
import { events } from '../kit/kinds/events.ts';
import { level } from '../kit/kinds/level.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT } from '../limits.ts';
import { TEAM, TIMING } from '../policy.ts';
import { SCRAPED } from '../scraped.ts';

/** Path of the door for OTLP, as Prometheus writes it in the label `handler`. */
const OTLP_HANDLER = '/api/v1/otlp/v1/metrics';

const m = stackMetric;

export const prometheus: RuleGroup = {
  name: 'prometheus',
  intervalS: RULE_EVALUATION_INTERVAL_S,
  rules: [
    level({
      ...aboutPart('tempo', {
        alert: 'TargetDown',
        timing: 'ticketSoon',
        summary: '{{ $labels.job }} at {{ $labels.instance }} is down',
        description:
          'For 5 min Prometheus has not reached {{ $labels.job }} at {{ $labels.instance }}. Alerts about it are blind, and what it keeps can’t be read or written.',
        panel: 'partsUp',
      }),
      // Any part may be the one.
      labels: { severity: TIMING.ticketSoon.severity, team: TEAM, service: `{{ $labels.${JOB_LABEL} }}` },
      // The Collector and Alertmanager have pages of their own.
      of: family(m.up, { where: [[JOB_LABEL, '!~', 'collector|alertmanager']] }),
      fold: 'max',
      operator: '<',
      broken: 'all',
      well: 1,
      unwell: 0,
      ...LIMIT.down,
      windowS: 300,
    }),
    events({
      ...aboutPart('prometheus', {
        alert: 'PrometheusRuleFailures',
        timing: 'pageAtOnce',
        by: { rule_group: 'rules/service-errors.yaml;service-errors' },
        wellBy: { rule_group: 'rules/watchdog.yaml;watchdog' },
        summary: 'Rules of {{ $labels.rule_group }} fail',
        description:
          'Prometheus could not evaluate {{ $value | humanize }} rules of {{ $labels.rule_group }} in the last 5 min. Their alerts can’t fire, and those that fire may resolve without reason.',
        panel: 'rulesAndReloads',
        value: '1.053',
      }),
      of: [family(m.ruleFailures)],
      lookedAt: SCRAPED,
      ...LIMIT.ruleFailures,
    }),
    level({
      ...aboutPart('prometheus', {
        alert: 'PrometheusConfigReloadFailed',
        timing: 'page',
        summary: 'Prometheus did not take its new configuration',
        description:
          'The last reload of Prometheus failed, and 5 min later it still runs with the configuration from before. New rules and targets are not there, and after a restart it would not come up.',
        panel: 'rulesAndReloads',
      }),
      of: family(m.configLoaded),
      fold: 'max',
      operator: '<',
      broken: 'all',
      well: 1,
      unwell: 0,
      ...LIMIT.configBroken,
    }),
    events({
      ...aboutPart('prometheus', {
        alert: 'PrometheusOtlpRejecting',
        timing: 'pageAtOnce',
        by: { code: '400' },
        wellBy: { code: '500' },
        summary: 'Prometheus refuses metrics with {{ $labels.code }}',
        description:
          'Prometheus answered {{ $value | humanize }} requests of the Collector with {{ $labels.code }} in the last 5 min. A 400 is final: all samples of that request are lost, the good ones too.',
        panel: 'lostByCollector',
        value: '1.053',
      }),
      of: [
        family(m.prometheusAnswers, {
          where: [
            [stackAttribute.handler.key, '=', OTLP_HANDLER],
            // A 503 is what it answers while it starts, and the Collector sends that again.
            [stackAttribute.answerCode.key, '!~', '2..|503'],
          ],
        }),
      ],
      innocent: [{ code: '200' }, { code: '503' }],
      lookedAt: SCRAPED,
      ...LIMIT.otlpRefused,
    }),
    events({
      ...aboutPart('prometheus', {
        alert: 'PrometheusSamplesTooOld',
        timing: 'ticketAtOnce',
        summary: 'Prometheus drops samples that come too late',
        description:
          'Prometheus dropped {{ $value | humanize }} samples in the last 5 min because they are older than the 12 h that it takes. A queue drains after a long outage, or a clock is wrong.',
        panel: 'refusedByStores',
        value: '1.053',
      }),
      of: [family(m.prometheusTooOld, { found: { type: 'float' } })],
      lookedAt: SCRAPED,
      ...LIMIT.lost,
    }),
    events({
      ...aboutPart('prometheus', {
        alert: 'PrometheusStorageFailing',
        timing: 'pageAtOnce',
        summary: 'Prometheus can’t write its storage',
        description:
          'In the last hour Prometheus failed to write a block or a checkpoint, or found its write-ahead log damaged. It goes on in memory; a restart may lose hours, and a full disk stops all rules.',
        panel: 'takenByStores',
      }),
      of: [family(m.compactionsFailed), family(m.checkpointsFailed), family(m.logCorruptions)],
      ...LIMIT.storageFailures,
    }),
    level({
      ...aboutPart('prometheus', {
        alert: 'PrometheusSeriesMany',
        timing: 'ticketSoon',
        summary: 'Prometheus holds {{ $value | humanize }} series',
        description:
          'For 10 min Prometheus has held more than 500 000 living series, which take 1.5 GiB of memory. Something makes series out of values: ids, addresses, texts.',
        panel: 'nextStep',
        value: '625k',
      }),
      of: family(m.prometheusSeries),
      fold: 'max',
      operator: '>',
      broken: 'all',
      ...LIMIT.seriesMany,
    }),
  ],
};
