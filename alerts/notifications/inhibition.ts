// Which alert makes which other one superfluous, and by what they must be equal.
//
// Three things make a rule safe, and test/contract/alerts-routing.test.ts asks for the first two:
// 1. Every label in `equal` is on both alerts. Alertmanager takes labels that both lack for equal.
// 2. A page is held back only where its end is told before the inhibition begins: Alertmanager never tells the end of an
//    inhibited alert, so its incident would stay open for ever. Held-back tickets only lose a green line.
// 3. What is held back follows from the source, or can't be known while the source fires; it is told as soon as the source ends.

import {
  attribute,
  INSTANCE_LABEL,
  JOB_LABEL,
  prometheusLabel,
  resourceAttribute,
  service,
} from '../../instrumentation/vocabulary/index.ts';

export interface Inhibition {
  /** Why the source says everything that the targets say. */
  readonly because: string;
  readonly source: readonly string[];
  readonly target: readonly string[];
  readonly equal: readonly string[];
}

const NAMESPACE = prometheusLabel(resourceAttribute.serviceNamespace);
const NAME = prometheusLabel(resourceAttribute.serviceName);
const ENVIRONMENT = prometheusLabel(resourceAttribute.deploymentEnvironmentName);
const SERVER_ADDRESS = prometheusLabel(attribute.serverAddress);
/** Names a service on alerts of Prometheus and of Loki alike; the latter carry no job. */
const SAME_SERVICE = [NAMESPACE, NAME, ENVIRONMENT];
/** What alerts of one slo may be about: the ones of routes carry the route. */
const SAME_OBJECTIVE = [...SAME_SERVICE, 'slo', prometheusLabel(attribute.httpRoute)];

const one = (alert: string): string => `alertname="${alert}"`;
const any = (...alerts: readonly string[]): string => `alertname=~"${alerts.join('|')}"`;

/** A page, the tickets that say the same thing more mildly, and what they are about. */
const WORSE: readonly (readonly [page: string, tickets: readonly string[], equal: readonly string[]])[] = [
  ['ServiceTotalOutage', ['RouteErrorRatioHigh'], SAME_SERVICE],
  ['WebSocketTotalOutage', ['WebSocketHandlerErrorsHigh'], SAME_SERVICE],
  ['EventLoopBlocked', ['EventLoopDelayHigh', 'EventLoopSaturated'], SAME_SERVICE],
  ['HostDiskFull', ['HostDiskFilling'], [JOB_LABEL, INSTANCE_LABEL, 'mountpoint']],
  ['CollectorQueueFull', ['CollectorQueueFilling'], [JOB_LABEL, INSTANCE_LABEL, 'exporter']],
];

/** The stores behind the Collector: the job that is scraped, and the exporter whose queue waits for it. */
const STORES: readonly (readonly [job: string, exporter: string])[] = [
  ['loki', 'otlp_http/loki'],
  ['tempo', 'otlp_http/tempo'],
  ['prometheus', 'otlp_http/prometheus'],
];

/** A service, the one that it calls, and the addresses by which it does so: those of this stack. */
const CALLS: readonly (readonly [caller: string, called: string, address: string])[] = [
  [service.web.name, service.api.name, '127\\\\.0\\\\.0\\\\.1|localhost'],
];

export const INHIBITIONS: readonly Inhibition[] = [
  {
    because:
      'What a service last said about its errors is stale once it is lost. ServiceTotalOutage ends 45 s after its death by itself, and that was told before.',
    source: [one('ServiceTelemetryLost')],
    target: [any('ServiceTotalOutage', 'RouteErrorRatioHigh', 'DependencyErrorsHigh', 'WebSocketHandlerErrorsHigh')],
    equal: SAME_SERVICE,
  },
  {
    because: 'A service that is lost logs nothing and gets no requests: its silence is the same news.',
    source: [one('ServiceTelemetryLost')],
    target: [any('LogSilence', 'TrafficDropped')],
    equal: SAME_SERVICE,
  },
  {
    because: 'The page of an objective says more than its ticket.',
    source: ['severity="page"', 'slo!=""'],
    target: ['severity="ticket"', 'slo!=""'],
    equal: SAME_OBJECTIVE,
  },
  ...WORSE.map(([page, tickets, equal]) => ({
    because: 'The same trouble, grown.',
    source: [one(page), 'severity="page"'],
    target: [any(...tickets), 'severity="ticket"'],
    equal,
  })),
  {
    because:
      'With the Collector down, lines and requests that are not seen prove nothing, and what senders drop is its doing. ServiceTelemetryLost is not held back: it is told before CollectorDown can be, and a service that sends to another Collector may really be dead.',
    source: [one('CollectorDown')],
    target: [any('LogSilence', 'TrafficDropped', 'TelemetryDeliveryBudgetBurn'), 'severity="ticket"'],
    equal: [],
  },
  ...STORES.map(([job, exporter]) => ({
    because: 'The queue to a store that is down fills; that it is full is another thing, and is told.',
    source: [one('TargetDown'), `${JOB_LABEL}="${job}"`],
    target: [one('CollectorQueueFilling'), `exporter="${exporter}"`],
    equal: [],
  })),
  ...CALLS.map(([caller, called, address]) => ({
    because:
      'Calls to a service that is down fail. Only the ticket about these calls is held back: the caller may have an outage of its own, and pages.',
    source: [any('ServiceTelemetryLost', 'ServiceTotalOutage'), `${NAME}="${called}"`],
    target: [one('DependencyErrorsHigh'), `${NAME}="${caller}"`, `${SERVER_ADDRESS}=~"${address}"`],
    equal: [NAMESPACE, ENVIRONMENT],
  })),
];
