// Queries of a panel as Grafana's targets.

import * as loki from '@grafana/grafana-foundation-sdk/loki';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as tempo from '@grafana/grafana-foundation-sdk/tempo';
import { dataSourceRef } from '../data-sources.ts';
import type { Query } from '../model.ts';

/** Log lines that one panel asks for. */
const LINES_LISTED = 200;

/** Letters as Grafana gives them: A, B, … Z. @throws Error beyond 26 queries. */
export function refId(at: number): string {
  if (at > 25) throw new Error(`A panel has more than 26 queries; split it.`);
  return String.fromCharCode(65 + at);
}

/** Legend of a series: its labels, then the suffix. */
function legendOf({ expression, suffix }: Query): string {
  const shown = expression.labels.filter((label) => !expression.unshown?.includes(label));
  return [...shown.map((label) => `{{${label}}}`), ...(suffix ? [suffix] : [])].join(' ');
}

/** How the answer is read: a graph over time, one number a series, or rows. */
export type Shape = 'range' | 'instant' | 'rows';

const textOf = ({ text, whole }: Query['expression']): string => (whole ? `round(${text})` : text);

function metricTarget(query: Query, at: number, shape: Shape): prometheus.DataqueryBuilder {
  const target = new prometheus.DataqueryBuilder()
    .refId(refId(at))
    .datasource(dataSourceRef('prometheus'))
    .editorMode(prometheus.QueryEditorMode.Code)
    .expr(textOf(query.expression))
    .format(shape === 'rows' ? prometheus.PromQueryFormat.Table : prometheus.PromQueryFormat.TimeSeries);
  if (shape !== 'rows') target.legendFormat(legendOf(query));
  return shape === 'range' ? target.range().exemplar(query.expression.exemplars) : target.instant();
}

/** A query that is answered with numbers, of whichever data source. */
export const numberTarget = (query: Query, at: number, shape: Shape): prometheus.DataqueryBuilder | loki.DataqueryBuilder =>
  query.expression.source === 'loki' ? logNumberTarget(query, at, shape) : metricTarget(query, at, shape);

const logNumberTarget = (query: Query, at: number, shape: Shape): loki.DataqueryBuilder =>
  logTarget(query.expression.text, at)
    .queryType(shape === 'range' ? 'range' : 'instant')
    .legendFormat(legendOf(query));

export const logTarget = (logql: string, at: number): loki.DataqueryBuilder =>
  new loki.DataqueryBuilder()
    .refId(refId(at))
    .datasource(dataSourceRef('loki'))
    .editorMode(loki.QueryEditorMode.Code)
    .expr(logql)
    .queryType('range')
    .maxLines(LINES_LISTED);

/** Buckets of a histogram, each named by its upper bound alone. */
export const bucketTarget = (query: Query): prometheus.DataqueryBuilder =>
  metricTarget(query, 0, 'range').format(prometheus.PromQueryFormat.Heatmap).legendFormat('{{le}}');

export const traceTarget = (traceql: string, rows: number, each: 'span' | 'trace'): tempo.DataqueryBuilder =>
  new tempo.DataqueryBuilder()
    .refId(refId(0))
    .datasource(dataSourceRef('tempo'))
    .queryType(tempo.TempoQueryType.Traceql)
    .query(traceql)
    .limit(rows)
    .tableType(each === 'span' ? tempo.SearchTableType.Spans : tempo.SearchTableType.Traces);
