// The encoders in the form that OpenTelemetry's export delegates take.

import type {
  IExportLogsServiceResponse,
  IExportMetricsServiceResponse,
  IExportTraceServiceResponse,
  ISerializer,
} from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { LogLine } from '../../signals/log-line.ts';
import type { SpanRecord } from '../../signals/span-record.ts';
import type { Encoding } from './envelope.ts';
import { encodeLogs } from './logs.ts';
import { encodeMetrics } from './metrics.ts';
import { readAnswer } from './responses.ts';
import { encodeTraces } from './traces.ts';

export function traceSerializer(encoding: Encoding): ISerializer<readonly (SpanRecord | ReadableSpan)[], IExportTraceServiceResponse> {
  return {
    serializeRequest: (spans) => encodeTraces(spans, encoding),
    deserializeResponse: (response) => readAnswer(response, 'rejectedSpans'),
  };
}

export function logsSerializer(encoding: Encoding): ISerializer<readonly (LogLine | ReadableLogRecord)[], IExportLogsServiceResponse> {
  return {
    serializeRequest: (records) => encodeLogs(records, encoding),
    deserializeResponse: (response) => readAnswer(response, 'rejectedLogRecords'),
  };
}

export const metricsSerializer: ISerializer<ResourceMetrics, IExportMetricsServiceResponse> = {
  serializeRequest: encodeMetrics,
  deserializeResponse: (response) => readAnswer(response, 'rejectedDataPoints'),
};
