// Faults of what the stack is sent: garbage, samples and lines that are too old, a trace that is too large, rules that fail.

import { rm, writeFile } from 'node:fs/promises';
import { resourceAttribute } from '../../../instrumentation/vocabulary/index.ts';
import { keyValues, logs, metrics, nowNanos, postOtlp, traces } from '../../support/otlp-json.ts';
import type { Row } from '../row.ts';
import { again } from './again.ts';

const HOUR_MS = 3_600_000;
/** Tempo cuts longer ones. */
const LONG = 'x'.repeat(16_000);
const SPANS_AT_ONCE = 40;
const resource = { [resourceAttribute.serviceName.key]: 'proof-sender', [resourceAttribute.serviceNamespace.key]: 'proof' };

const oldLine = () => logs(resource, [{ timeUnixNano: nowNanos(-200 * HOUR_MS), body: { stringValue: 'an old line' } }]);
const oldSample = () =>
  metrics(resource, [{ name: 'proof.old', gauge: { dataPoints: [{ timeUnixNano: nowNanos(-13 * HOUR_MS), asDouble: 1 }] } }]);

const traceId = '0af7651916cd43dd8448eb211c80319c';
let spans = 0;
const largeTrace = () =>
  traces(
    resource,
    Array.from({ length: SPANS_AT_ONCE }, () => {
      spans += 1;
      const attributes = keyValues({ a: LONG, b: LONG, c: LONG, d: LONG });
      const spanId = spans.toString(16).padStart(16, '0');
      return { traceId, spanId, name: 'large', kind: 1, startTimeUnixNano: nowNanos(-10), endTimeUnixNano: nowNanos(), attributes };
    }),
  );

export const sentFaults: readonly Row[] = [
  {
    fault: 'A log line of more than eight days ago is sent to the Collector once a second; Loki refuses it for good.',
    alerts: ['CollectorDataLoss page', 'LokiDiscarding page loki'],
    service: 'collector',
    phase: 'sent',
    begin: async ({ stack }) => again(() => postOtlp(stack.url('otlpHttp'), 'logs', oldLine())),
  },
  {
    fault: 'A sample of 13 h ago is sent to Prometheus once a second.',
    alerts: ['PrometheusSamplesTooOld ticket', 'PrometheusOtlpRejecting page'],
    service: 'prometheus',
    phase: 'sent',
    begin: async ({ stack }) => again(() => postOtlp(`${stack.url('prometheus')}/api/v1/otlp`, 'metrics', oldSample())),
  },
  {
    fault: 'One trace gets 2.5 MB of spans five times a second, until Tempo takes no more of it.',
    alerts: ['TempoDiscarding page'],
    service: 'tempo',
    phase: 'sent',
    begin: async ({ stack }) => again(() => postOtlp(stack.url('tempoOtlp'), 'traces', largeTrace()), 200),
  },
  {
    fault: 'A rule is loaded that can’t be evaluated.',
    alerts: ['PrometheusRuleFailures page'],
    service: 'prometheus',
    phase: 'sent',
    begin: async ({ stack }) => {
      const file = stack.file('prometheus', 'rules', 'broken.yaml');
      await writeFile(file, 'groups: [{name: broken, interval: 1s, rules: [{record: "proof:broken", expr: "up * on () up"}]}]\n');
      stack.signal('prometheus', 'SIGHUP');
      return async () => {
        await rm(file);
        stack.signal('prometheus', 'SIGHUP');
      };
    },
  },
  {
    fault: 'The receiver of the heartbeat answers with 500.',
    alerts: ['NotificationChannelFailing page'],
    service: 'alertmanager',
    phase: 'sent',
    begin: async ({ receiver }) => {
      receiver.heartbeatFails = true;
      return () => {
        receiver.heartbeatFails = false;
      };
    },
  },
];
