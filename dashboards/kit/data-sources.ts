// The data sources that dashboards read: each is a variable, which starts at the provisioned one and can be changed after an import.

import { METRIC_EXPORT_INTERVAL_S } from '../../instrumentation/vocabulary/index.ts';

export interface DataSource {
  /** Plugin type in Grafana. */
  readonly type: 'prometheus' | 'loki' | 'tempo';
  readonly title: string;
  /** Stable uid in the provisioning file; links and imports depend on it. */
  readonly uid: string;
  /** Finer steps of a graph would find nothing in between: data comes so often. The provisioned Prometheus has it as its own setting. */
  readonly smallestStepS?: number;
}

export const DATA_SOURCES = {
  prometheus: { type: 'prometheus', title: 'Prometheus', uid: 'prometheus' },
  loki: { type: 'loki', title: 'Loki', uid: 'loki', smallestStepS: METRIC_EXPORT_INTERVAL_S },
  tempo: { type: 'tempo', title: 'Tempo', uid: 'tempo' },
} as const satisfies Record<string, DataSource>;

export type DataSourceName = keyof typeof DATA_SOURCES;

/** What Grafana fills in when a link is clicked or a query is sent: `${…}`. */
export const filledIn = (expression: string): string => `\${${expression}}`;

/** Name of the dashboard variable; the dashboard linter asks for this form. */
export const dataSourceVariable = (name: DataSourceName): string => `${DATA_SOURCES[name].type}_datasource`;

/** Reference to the data source that is chosen at the top of the dashboard. */
export const dataSourceRef = (name: DataSourceName): { type: string; uid: string } => ({
  type: DATA_SOURCES[name].type,
  uid: filledIn(dataSourceVariable(name)),
});
