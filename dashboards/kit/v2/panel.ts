// One panel as an element of Grafana's v2 form: what the classic form says of it, in other words.

import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type * as dashboardv2 from '@grafana/grafana-foundation-sdk/dashboardv2';

/** Grafana's own number for queries whose model has no version. */
const QUERY_VERSION = 'v0';
/** No version: the plugin that is installed. */
const ANY_PLUGIN = '';

interface Target extends Record<string, unknown> {
  readonly refId?: string;
  readonly datasource?: { readonly type?: string; readonly uid?: string };
}

/** A query of a plugin, and where it is sent. */
export const dataQuery = ({ type, uid }: { type?: string; uid?: string }, spec: Record<string, unknown>): dashboardv2.DataQueryKind => ({
  kind: 'DataQuery',
  group: type ?? '',
  version: QUERY_VERSION,
  ...(uid ? { datasource: { name: uid } } : {}),
  spec,
});

function panelQuery(target: Target): dashboardv2.PanelQueryKind {
  const { refId = 'A', datasource = {}, hide: _hide, ...spec } = target;
  return { kind: 'PanelQuery', spec: { query: dataQuery(datasource, spec), refId, hidden: false } };
}

const transformation = ({ id, options }: dashboard.DataTransformerConfig): dashboardv2.TransformationKind => ({
  kind: 'Transformation',
  group: id,
  spec: { options },
});

const link = ({ title, url = '', targetBlank }: dashboard.DashboardLink): dashboardv2.DataLink => ({ title, url, targetBlank });

/** The classic panel as an element. The two forms have the same field settings, written by two generators. */
export function toElement(panel: dashboard.Panel, id: number): dashboardv2.PanelKind {
  const fieldConfig = (panel.fieldConfig ?? { defaults: {}, overrides: [] }) as unknown as dashboardv2.FieldConfigSource;
  return {
    kind: 'Panel',
    spec: {
      id,
      title: panel.title ?? '',
      description: panel.description ?? '',
      links: (panel.links ?? []).map(link),
      data: {
        kind: 'QueryGroup',
        spec: {
          queries: (panel.targets ?? []).map((target) => panelQuery(target as unknown as Target)),
          transformations: (panel.transformations ?? []).map(transformation),
          queryOptions: panel.interval ? { interval: panel.interval } : {},
        },
      },
      vizConfig: { kind: 'VizConfig', group: panel.type, version: ANY_PLUGIN, spec: { options: panel.options ?? {}, fieldConfig } },
    },
  };
}
