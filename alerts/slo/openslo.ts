// Objectives as OpenSLO v1 documents, for other tools; source of the form: github.com/OpenSLO/OpenSLO, examples/v1.

import { stringify } from 'yaml';
import { growth } from '../kit/kinds/growth.ts';
import type { Family } from '../kit/kinds/kind.ts';
import type { Objective } from '../kit/objective.ts';
import { runbookUrl } from '../links.ts';
import { PERIOD_DAYS } from '../slo.ts';

const API = 'openslo/v1';

/** One file for an objective. */
export function openSlo(objective: Objective, header: string): string {
  const { slo, title, because, all, good, bad = [], by } = objective;
  const query = (expression: string) => ({ metricSource: { type: 'Prometheus', spec: { query: expression } } });
  const grown = (...of: readonly Family[]): string => `sum by (${by.join(', ')}) (${growth(of, { windowS: 60 })})`;
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
            ...(good ? { good: query(grown(good)) } : { bad: query(grown(...bad)) }),
            total: query(grown(all)),
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
