// Each rule is seen to fail: a dashboard that was right is broken in one place, and just that rule must say so.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { filledIn } from '../../dashboards/kit/data-sources.ts';
import { type Board, type Panel, readBoard, type Target, type Variable } from '../../dashboards/lint/board.ts';
import { RULES } from '../../dashboards/lint/rules.ts';

const json = readFileSync(join(import.meta.dirname, '../../dashboards/generated/service-overview.json'), 'utf8');

function found<T>(list: readonly T[], fits: (entry: T) => boolean): T {
  const entry = list.find(fits);
  if (!entry) throw new Error('The dashboard has nothing that this mutation could break; choose another.');
  return entry;
}

const panel = (board: Board, title: string): Panel => found(board.panels, (entry) => entry.title === title);
const target = (board: Board, title: string): Target => found(panel(board, title).targets ?? [], () => true);
const variable = (board: Board, name: string): Variable => found(board.templating.list, (entry) => entry.name === name);
const graph = 'Requests by service';

function set<T extends object>(part: T, change: Partial<T>): void {
  Object.assign(part, change);
}

/** Changes the text of the first query of a panel. */
const rewrite = (board: Board, title: string, from: string | RegExp, to: string): void => {
  const query = target(board, title);
  const text = query.expr ?? '';
  query.expr = text.replace(from, () => to);
  expect(query.expr, 'the mutation must change the query').not.to.equal(text);
};
const without = (board: Board, title: string, part: 'links' | 'noValue' | 'unit'): void => {
  delete panel(board, title).fieldConfig?.defaults[part];
};

const MUTATIONS: Readonly<Record<string, readonly ((board: Board) => void)[]>> = {
  'template-datasource': [
    (board) => void board.templating.list.shift(),
    (board) => set(variable(board, 'loki_datasource'), { label: 'Logs' }),
    (board) => set(variable(board, 'tempo_datasource'), { current: { value: 'P214B5B846CF3925F' } }),
  ],
  'template-environment': [(board) => set(variable(board, 'environment'), { multi: false })],
  'template-service': [(board) => set(variable(board, 'service'), { allValue: '.+' })],
  'template-instance': [(board) => set(variable(board, 'instance'), { includeAll: false })],
  'template-label-values': [(board) => set(variable(board, 'route'), { query: 'metrics(http)' })],
  'template-on-time-change-reload': [(board) => set(variable(board, 'service'), { refresh: 1 })],
  'uneditable-dashboard': [(board) => set(board, { editable: true })],
  annotations: [(board) => void board.annotations.list.pop()],
  'links-bar': [(board) => set(board, { links: [] })],
  'shared-crosshair': [(board) => set(board, { graphTooltip: 0 })],
  'classic-schema': [(board) => set(board, { schemaVersion: 43 }), (board) => set(board, { uid: 'Service Overview' })],
  'panel-datasource': [
    (board) => set(target(board, graph).datasource, { uid: 'prometheus' }),
    (board) => set(panel(board, 'Logs'), { datasource: { type: 'loki', uid: '-- Mixed --' } }),
  ],
  'panel-title-description': [(board) => void delete panel(board, graph).description, (board) => set(panel(board, graph), { title: '' })],
  'panel-titles-differ': [(board) => set(panel(board, graph), { title: 'Logs' })],
  'panel-units': [
    (board) => without(board, graph, 'unit'),
    (board) => set(panel(board, graph).fieldConfig?.defaults ?? {}, { unit: 'requests/s' }),
    (board) => void panel(board, 'Slowest routes').fieldConfig?.overrides.pop(),
  ],
  'panel-no-targets': [(board) => set(panel(board, 'Log lines by level'), { targets: [] })],
  'panel-empty-text': [(board) => without(board, 'Failed traces', 'noValue')],
  'panel-links': [
    (board) => without(board, graph, 'links'),
    (board) => void panel(board, 'Logs').links?.splice(2),
    (board) => {
      for (const link of panel(board, graph).fieldConfig?.defaults.links ?? []) link.url = link.url.replace(filledIn('__from'), 'now-1h');
    },
    (board) => {
      for (const link of panel(board, graph).fieldConfig?.defaults.links ?? [])
        link.url = link.url.replace('__field.labels.service_name:', '');
    },
  ],
  'panel-legend': [(board) => set(panel(board, graph), { options: { legend: { showLegend: false } } })],
  'panel-exemplars': [
    (board) => set(target(board, 'Duration by service'), { exemplar: false }),
    (board) => set(panel(board, graph), { type: 'heatmap' }),
  ],
  'panel-ids': [
    (board) => set(panel(board, graph), { id: 0 }),
    (board) => set(panel(board, graph), { id: panel(board, 'Logs').id }),
    (board) => set(target(board, 'Duration by service'), { refId: 'B' }),
  ],
  'panel-grid': [(board) => set(panel(board, graph).gridPos, { w: 13 }), (board) => set(panel(board, 'Logs').gridPos, { x: 1 })],
  'target-promql': [(board) => rewrite(board, graph, 'sum by', 'sum bye')],
  'target-known-names': [
    (board) => rewrite(board, graph, 'http_server_request_duration_seconds_count', 'http_server_duration_seconds_count'),
    (board) => rewrite(board, graph, 'by (service_name)', 'by (service)'),
    (board) => rewrite(board, graph, 'http_route=~', 'route=~'),
    (board) =>
      set(
        found(board.annotations.list, ({ name }) => name === 'Alerts'),
        { expr: 'ALERTS{squad="one"}' },
      ),
    (board) => set(variable(board, 'route'), { query: 'label_values(process_uptime_seconds, http_route)' }),
  ],
  'target-rate-interval': [(board) => rewrite(board, graph, '$__rate_interval', '5m')],
  'target-counter-agg': [(board) => rewrite(board, graph, /^.*$/, 'process_cpu_time_seconds_total')],
  'target-environment': [(board) => rewrite(board, graph, 'deployment_environment_name=~"$environment", ', '')],
  'target-service': [(board) => rewrite(board, graph, 'service_name=~"$service", ', '')],
  'target-instance': [(board) => rewrite(board, graph, 'instance=~"$instance"', 'instance=~"$instance.*"')],
  'target-logql': [(board) => rewrite(board, 'Logs', '} |', '| }')],
  'target-logql-auto': [(board) => rewrite(board, 'Log lines by level', '[$__auto]', '[5m]')],
  'variables-defined': [
    (board) => rewrite(board, graph, '$route', '$path'),
    (board) => set(target(board, 'Failed traces'), { query: `{resource.service.name=~"${filledIn('name:pipe')}"}` }),
  ],
};

/** Breaking these breaks others too, and rightly: a broken query can't be narrowed, a missing variable isn't defined. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'template-datasource': ['variables-defined'],
  'target-promql': ['target-known-names', 'target-environment', 'target-service', 'target-instance'],
  'target-counter-agg': ['target-environment', 'target-service', 'target-instance'],
};

describe('dashboard rules', () => {
  it('all have a mutation', () => expect(Object.keys(MUTATIONS).sort()).to.deep.equal(RULES.map(({ name }) => name).sort()));

  for (const rule of RULES) {
    const mutations = MUTATIONS[rule.name] ?? [];
    it(`${rule.name} notices ${mutations.length} of ${mutations.length} mutations, and no other rule blames them`, () => {
      for (const mutate of mutations) {
        const board = readBoard(json);
        mutate(board);
        const blaming = RULES.filter((entry) => entry.check(board).length > 0).map(({ name }) => name);
        expect(blaming).to.include(rule.name);
        expect(blaming.filter((name) => name !== rule.name && !ALSO[rule.name]?.includes(name))).to.deep.equal([]);
      }
    });
  }
});
