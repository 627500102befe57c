// Dashboard variables as Grafana's JSON: data sources first, then the choices that narrow every query.

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { prometheusLabel } from '../../../instrumentation/vocabulary/index.ts';
import { DATA_SOURCES, type DataSourceName, dataSourceRef, dataSourceVariable } from '../data-sources.ts';
import type { Choice } from '../model.ts';
import { ALL, SCOPE } from '../scope.ts';

/** Starts at the provisioned data source; sits in the controls menu, since few readers ever change it. */
export function dataSourceVariables(): dashboard.DatasourceVariableBuilder[] {
  return (Object.keys(DATA_SOURCES) as DataSourceName[]).map((name) => {
    const { type, title, uid } = DATA_SOURCES[name];
    return new dashboard.DatasourceVariableBuilder(dataSourceVariable(name))
      .label(`${title} data source`)
      .description(`Where the panels get their ${title} data`)
      .type(type)
      .current({ selected: true, text: title, value: uid })
      .hide(dashboard.VariableHide.InControlsMenu);
  });
}

export function choiceVariable({ name, selector }: Choice): dashboard.QueryVariableBuilder {
  const { title, description, key } = SCOPE[name];
  const query = `label_values(${selector}, ${prometheusLabel({ key })})`;
  return new dashboard.QueryVariableBuilder(name)
    .label(title)
    .description(description)
    .datasource(dataSourceRef('prometheus'))
    .query({ qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
    .definition(query)
    .multi(true)
    .includeAll(true)
    .allValue(ALL)
    .current({ selected: true, text: ['All'], value: ['$__all'] })
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc);
}
