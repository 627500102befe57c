// Objectives as OpenSLO v1 documents, for other tools; source of the form: github.com/OpenSLO/OpenSLO, examples/v1.

import { stringify } from 'yaml';
import type { Family } from '../kit/kinds/kind.ts';
import type { Objective } from '../kit/objective.ts';
import { runbookUrl } from '../links.ts';
import { PERIOD_DAYS } from '../slo.ts';

const API = 'openslo/v1';

/** One file for an objective. */
export function openSlo(objective: Objective, header: string): string {
  const { slo, title, because, all, good, bad = [], by } = objective;
  const query = (expression: string) => ({ metricSource: { type: 'Prometheus', spec: { query: expression } } });
  const sum = (inner: string): string => `sum by (${by.join(', ')}) (${inner})`;
  const grown = ({ selector }: Family): string => `increase(${selector}[1m])`;
  const document = {
    apiVersion: API,
    kind: 'SLO',
    metadata: { name: slo, displayName: title, annotations: { runbook: runbookUrl(objective.alert) } },
    spec: {
      description: because,
      service: 'peragus',
      indicator: {
        metadata: { name: slo },
        spec: {
          ratioMetric: {
            counter: false,
            ...(good ? { good: query(sum(grown(good))) } : { bad: query(sum(bad.map(grown).join(' or '))) }),
            total: query(sum(grown(all))),
          },
        },
      },
      timeWindow: [{ duration: `${PERIOD_DAYS}d`, isRolling: true }],
      budgetingMethod: 'Occurrences',
      objectives: [{ displayName: title, target: objective.objective }],
    },
  };
  return `# ${header}\n${stringify(document, { lineWidth: 0 })}`;
}
