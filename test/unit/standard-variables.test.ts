// The table of standard variables is complete and agrees with what the code reads.

import { expect } from 'chai';
import { SETTINGS } from '../../instrumentation/settings/index.ts';
import { standardVariables } from '../../scripts/standard-variables.ts';

/** Variables that the specification and the JavaScript SDK define, apart from those of single signals. */
const DEFINED =
  'SDK_DISABLED CONFIG_FILE RESOURCE_ATTRIBUTES SERVICE_NAME LOG_LEVEL PROPAGATORS TRACES_SAMPLER TRACES_SAMPLER_ARG BSP_SCHEDULE_DELAY BSP_EXPORT_TIMEOUT BSP_MAX_QUEUE_SIZE BSP_MAX_EXPORT_BATCH_SIZE BLRP_SCHEDULE_DELAY BLRP_EXPORT_TIMEOUT BLRP_MAX_QUEUE_SIZE BLRP_MAX_EXPORT_BATCH_SIZE ATTRIBUTE_VALUE_LENGTH_LIMIT ATTRIBUTE_COUNT_LIMIT SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT SPAN_ATTRIBUTE_COUNT_LIMIT SPAN_EVENT_COUNT_LIMIT SPAN_LINK_COUNT_LIMIT EVENT_ATTRIBUTE_COUNT_LIMIT LINK_ATTRIBUTE_COUNT_LIMIT LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT LOGRECORD_ATTRIBUTE_COUNT_LIMIT EXPORTER_ZIPKIN_ENDPOINT EXPORTER_ZIPKIN_TIMEOUT EXPORTER_PROMETHEUS_HOST EXPORTER_PROMETHEUS_PORT TRACES_EXPORTER METRICS_EXPORTER LOGS_EXPORTER METRICS_EXEMPLAR_FILTER METRIC_EXPORT_INTERVAL METRIC_EXPORT_TIMEOUT EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION NODE_RESOURCE_DETECTORS NODE_ENABLED_INSTRUMENTATIONS NODE_DISABLED_INSTRUMENTATIONS SEMCONV_STABILITY_OPT_IN';
const OF_EXPORTERS = [
  'ENDPOINT',
  'HEADERS',
  'TIMEOUT',
  'PROTOCOL',
  'COMPRESSION',
  'CERTIFICATE',
  'CLIENT_CERTIFICATE',
  'CLIENT_KEY',
  'INSECURE',
];

describe('the table of standard variables', () => {
  const table = standardVariables();
  const names = table.map(({ variable }) => variable);

  it('holds each variable once', () => {
    const exporters = OF_EXPORTERS.flatMap((name) =>
      ['', 'TRACES_', 'METRICS_', 'LOGS_'].map((signal) => `EXPORTER_OTLP_${signal}${name}`),
    );
    for (const name of [...DEFINED.split(' '), ...exporters]) expect(names).to.include(`OTEL_${name}`);
    expect(new Set(names).size).to.equal(names.length);
  });

  it('denies none that the settings read, and says why not for each of the others', () => {
    const read = new Set<string>(Object.values(SETTINGS).map(({ variable }) => variable));
    expect(table.filter(({ variable, honoured }) => honoured === 'no' && read.has(variable))).to.deep.equal([]);
    for (const { note } of table) expect(note).to.match(/.{15,}\.$/);
  });
});
