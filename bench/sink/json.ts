// Counts what OTLP JSON and Sentry's envelopes hold.

// JSON is read as it comes.
type Json = ReturnType<typeof JSON.parse>;

const size = (list: Json): number => (Array.isArray(list) ? list.length : 0);
const sum = (list: Json, each: (entry: Json) => number): number =>
  (list ?? []).reduce((total: number, entry: Json) => total + each(entry), 0);

export interface Found {
  readonly spans: number;
  readonly logs: number;
  readonly points: number;
}

export function countOtlpJson(text: string): Found {
  const message: Json = JSON.parse(text);
  const kinds = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];
  const pointsOf = (metric: Json) => sum(kinds, (kind) => size(metric[kind]?.dataPoints));
  return {
    spans: sum(message.resourceSpans, (resource) => sum(resource.scopeSpans, (scope) => size(scope.spans))),
    logs: sum(message.resourceLogs, (resource) => sum(resource.scopeLogs, (scope) => size(scope.logRecords))),
    points: sum(message.resourceMetrics, (resource) => sum(resource.scopeMetrics, (scope) => sum(scope.metrics, pointsOf))),
  };
}

/** An envelope is lines: its header, then for each item a header and a payload. A transaction is a span itself and brings its children. */
export function countSentryEnvelope(text: string): Found {
  const found = { spans: 0, logs: 0, points: 0 };
  const lines = text.split('\n');
  for (let line = 1; line + 1 < lines.length; line += 2) {
    const header: Json = JSON.parse(lines[line] || '{}');
    const payload = lines[line + 1] as string;
    if (header.type === 'transaction') found.spans += 1 + size(JSON.parse(payload).spans);
    else if (header.type === 'span') found.spans += header.item_count ?? 1;
    else if (header.type === 'log') found.logs += header.item_count ?? 1;
    else if (header.type === 'trace_metric') found.points += header.item_count ?? 1;
  }
  return found;
}
