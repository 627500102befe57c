// The provisioning files as Grafana reads them: stable uids, addresses from the environment, links between the data sources.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { DASHBOARDS } from '../../dashboards/build.ts';
import { filledIn } from '../../dashboards/kit/data-sources.ts';
import { readBoard } from '../../dashboards/lint/board.ts';
import { readPromql } from '../../dashboards/lint/promql.ts';
import { METRIC_EXPORT_INTERVAL_S } from '../../instrumentation/vocabulary/index.ts';

const folder = join(import.meta.dirname, '../../dashboards/provisioning');
const ENVIRONMENT: Readonly<Record<string, string>> = {
  PERAGUS_PROMETHEUS_URL: 'http://prometheus:9090',
  PERAGUS_LOKI_URL: 'http://loki:3100',
  PERAGUS_TEMPO_URL: 'http://tempo:3200',
  PERAGUS_ALERTMANAGER_URL: 'http://alertmanager:9093',
  PERAGUS_DASHBOARDS_FOLDER: '/dashboards',
};

/** As Grafana does it: `$NAME` and `${NAME}` from the environment, empty when unset; `$$` is one `$`. */
function expanded(text: string): string {
  const fill = (part: string): string =>
    part.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => ENVIRONMENT[braced ?? bare ?? ''] ?? '');
  return text.split('$$').map(fill).join('$');
}

function expandAll(value: unknown): unknown {
  if (typeof value === 'string') return expanded(value);
  if (Array.isArray(value)) return value.map(expandAll);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, expandAll(entry)]));
}

type Json = ReturnType<typeof JSON.parse>;
const load = (kind: 'datasources' | 'dashboards'): Json => expandAll(parse(readFileSync(join(folder, kind, 'peragus.yaml'), 'utf8')));

describe('Grafana provisioning', () => {
  const sources: Json[] = load('datasources').datasources;
  const source = (uid: string): Json => sources.find((entry) => entry.uid === uid);

  it('has the four data sources under their stable uids', () => {
    expect(sources.map(({ uid, type }) => [uid, type])).to.deep.equal([
      ['prometheus', 'prometheus'],
      ['loki', 'loki'],
      ['tempo', 'tempo'],
      ['alertmanager', 'alertmanager'],
    ]);
    expect(sources.filter(({ isDefault }) => isDefault).map(({ uid }) => uid)).to.deep.equal(['prometheus']);
  });

  it('takes all addresses from the environment', () => {
    expect(sources.map(({ url }) => url)).to.deep.equal(Object.values(ENVIRONMENT).slice(0, 4));
  });

  it('tells Prometheus the interval at which metrics are exported', () => {
    expect(source('prometheus').jsonData.timeInterval).to.equal(`${METRIC_EXPORT_INTERVAL_S}s`);
  });

  it('leads from exemplar and log line to the trace, and from the trace to its logs and metrics', () => {
    expect(source('prometheus').jsonData.exemplarTraceIdDestinations[0]).to.include({ name: 'trace_id', datasourceUid: 'tempo' });
    expect(source('loki').jsonData.derivedFields[0]).to.include({
      matcherType: 'label',
      matcherRegex: 'trace_id',
      url: filledIn('__value.raw'),
      datasourceUid: 'tempo',
    });
    const { tracesToLogsV2, tracesToMetrics } = source('tempo').jsonData;
    expect(tracesToLogsV2).to.include({
      datasourceUid: 'loki',
      query: `{${filledIn('__tags')}} | trace_id="${filledIn('__trace.traceId')}"`,
    });
    expect(tracesToLogsV2.tags).to.deep.equal([{ key: 'service.name', value: 'service_name' }]);
    expect(tracesToMetrics.datasourceUid).to.equal('prometheus');
    for (const { query } of tracesToMetrics.queries) {
      expect(readPromql(query.replace('$__tags', 'service_name="x"').replace('$__rate_interval', '1m')).valid, query).to.equal(true);
    }
  });

  it('has every uid that any data source or dashboard points to', () => {
    const uids = new Set(sources.map(({ uid }) => uid));
    const pointed = JSON.stringify(sources).matchAll(/"(?:datasourceUid|alertmanagerUid)":"([^"]+)"/g);
    const chosen = DASHBOARDS.flatMap((dashboard) => {
      const { list } = readBoard(readFileSync(join(folder, '..', 'generated', `${dashboard.uid}.json`), 'utf8')).templating;
      return list.filter(({ type }) => type === 'datasource').map(({ current }) => String(current.value));
    });
    const all = [...[...pointed].map(([, uid]) => uid ?? ''), ...chosen];
    expect(all).to.have.length.greaterThan(9);
    expect(all.filter((uid) => !uids.has(uid))).to.deep.equal([]);
  });

  it('loads the dashboards from the folder that the environment names, and lets nobody change or delete them in Grafana', () => {
    const [provider, ...others] = load('dashboards').providers;
    expect(others).to.deep.equal([]);
    expect(provider).to.include({ folder: 'Peragus', type: 'file', disableDeletion: true, allowUiUpdates: false });
    expect(provider.options.path).to.equal('/dashboards');
  });

  it('holds nothing that Grafana would read by mistake', () => {
    expect(readdirSync(folder).sort()).to.deep.equal(['dashboards', 'datasources']);
  });
});
