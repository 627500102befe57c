// Names in Prometheus are derived: the rules of OTLP translation, and typed selectors.

import { expect } from 'chai';
import { by, collectorMetric, metric, prometheusName, select } from '../../instrumentation/vocabulary/index.ts';

describe('names in Prometheus', () => {
  it('carry the unit and, for counters, _total', () => {
    expect(prometheusName(metric.httpServerRequestDuration, 'bucket')).to.equal('http_server_request_duration_seconds_bucket');
    expect(prometheusName(metric.eventLoopUtilization)).to.equal('nodejs_eventloop_utilization_ratio');
    expect(prometheusName(metric.processCpuTime)).to.equal('process_cpu_time_seconds_total');
    expect(prometheusName(metric.heapLimit)).to.equal('v8js_memory_heap_limit_bytes');
    expect(prometheusName(metric.httpServerActiveRequests)).to.equal('http_server_active_requests');
    expect(prometheusName(collectorMetric.spanCalls)).to.equal('traces_span_metrics_calls_total');
  });

  it('are the same for no two metrics', () => {
    const names = [...Object.values(metric), ...Object.values(collectorMetric)].map((entry) => prometheusName(entry));
    expect(new Set(names).size).to.equal(names.length);
  });

  it('make selectors and by-clauses', () => {
    expect(
      select(
        metric.httpServerRequestDuration,
        [
          ['job', '=', 'peragus/peragus-api'],
          ['http.route', '=~', '$route'],
        ],
        'count',
      ),
    ).to.equal('http_server_request_duration_seconds_count{job="peragus/peragus-api", http_route=~"$route"}');
    expect(select(metric.processUptime)).to.equal('process_uptime_seconds');
    expect(by(metric.httpServerRequestDuration, 'job', 'http.route', 'le')).to.equal('by (job, http_route, le)');
  });
});
