// Dashboard variables in Grafana's v2 form; classic/variables.ts says why each is as it is.

import * as dashboardv2 from '@grafana/grafana-foundation-sdk/dashboardv2';
import { prometheusLabel } from '../../../instrumentation/vocabulary/index.ts';
import { DATA_SOURCES, type DataSourceName, dataSourceRef, dataSourceVariable } from '../data-sources.ts';
import type { Choice } from '../model.ts';
import { ALL, SCOPE } from '../scope.ts';
import { dataQuery } from './panel.ts';

const { VariableHide, VariableRefresh, VariableSort } = dashboardv2;

export function dataSourceVariables(): dashboardv2.DatasourceVariableKind[] {
  return (Object.keys(DATA_SOURCES) as DataSourceName[]).map((name) => {
    const { type, title, uid } = DATA_SOURCES[name];
    return {
      kind: 'DatasourceVariable',
      spec: {
        ...dashboardv2.defaultDatasourceVariableSpec(),
        name: dataSourceVariable(name),
        pluginId: type,
        label: `${title} data source`,
        description: `Where the panels get their ${title} data`,
        current: { selected: true, text: title, value: uid },
        hide: VariableHide.InControlsMenu,
      },
    };
  });
}

export function choiceVariable({ name, selector }: Choice): dashboardv2.QueryVariableKind {
  const { title, description, key } = SCOPE[name];
  const query = `label_values(${selector}, ${prometheusLabel({ key })})`;
  return {
    kind: 'QueryVariable',
    spec: {
      ...dashboardv2.defaultQueryVariableSpec(),
      name,
      label: title,
      description,
      query: dataQuery(dataSourceRef('prometheus'), { qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' }),
      definition: query,
      multi: true,
      includeAll: true,
      allValue: ALL,
      current: { selected: true, text: ['All'], value: ['$__all'] },
      refresh: VariableRefresh.OnTimeRangeChanged,
      sort: VariableSort.AlphabeticalAsc,
    },
  };
}
