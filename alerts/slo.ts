// What is promised: objectives as data. docs/slo.md, rules, alerts and OpenSLO files are compiled from this table.

import { attribute, metric, prometheusLabel } from '../instrumentation/vocabulary/index.ts';
import { bucket, family } from './families.ts';
import type { Objective } from './kit/objective.ts';
import { SERVICE_LABELS } from './service-labels.ts';

/** The budget's period; the whole table counts in it. */
export const PERIOD_DAYS = 30;

const requests = metric.httpServerRequestDuration;
const messages = metric.websocketMessageDuration;
const children = metric.childProcessDuration;
const perService = SERVICE_LABELS.map((key) => prometheusLabel({ key }));
const OK = { http_response_status_code: '200' };
const ofServer = [attribute.websocketSide.key, '=', 'server'] as const;

/** Bounds of what still counts as fast, in seconds; each is a boundary of its histogram, or compiling fails. */
const FAST = { serviceS: 0.5, routeS: 0.25 } as const;
/** Routes that people wait for while they look at the page: the list of notebooks, one notebook, the settings. */
const NAMED_ROUTES = ['/api/sessions', '/api/sessions/:id', '/api/settings'] as const;

export const OBJECTIVES: readonly Objective[] = [
  {
    slo: 'availability',
    title: 'Requests succeed',
    alert: 'AvailabilityBudgetBurn',
    objective: 0.995,
    // Source: success metric of the application's owners, "99.5% uptime reliability".
    because: 'The owners promise 99.5 %. An answer with a good status whose body says that it failed counts as failed (decision 0021).',
    pages: true,
    outageAlert: 'ServiceTotalOutage',
    by: perService,
    all: family(requests, { part: 'count', found: OK }),
    // A client that went away is no failure of the service, unless half of them do: ServiceTotalOutage counts these too.
    bad: [
      family(requests, {
        where: [[attribute.httpResponseStatusCode.key, '=~', '5..']],
        part: 'count',
        found: { http_response_status_code: '503' },
      }),
      family(requests, { where: [[attribute.errorType.key, '!~', '|aborted']], part: 'count', found: { ...OK, error_type: 'soft' } }),
    ],
    panel: 'failedRequests',
    noun: 'requests',
    verb: 'fail',
  },
  {
    slo: 'latency',
    title: `Requests take at most ${FAST.serviceS} s`,
    alert: 'LatencyBudgetBurn',
    objective: 0.95,
    because: 'People notice half a second. One request in twenty may be an import, an install or a model’s answer.',
    pages: true,
    by: perService,
    all: family(requests, { part: 'count', found: OK }),
    good: bucket(requests, FAST.serviceS, [], OK),
    panel: 'duration',
    noun: 'requests',
    verb: `take over ${FAST.serviceS} s`,
  },
  {
    slo: 'route-latency',
    title: `Named routes take at most ${FAST.routeS} s`,
    alert: 'RouteLatencyBudgetBurn',
    objective: 0.99,
    because: 'What a page waits for before it shows anything; it reads a few rows out of SQLite.',
    pages: false,
    by: [...perService, prometheusLabel(attribute.httpRoute)],
    all: family(requests, {
      where: [[attribute.httpRoute.key, '=~', NAMED_ROUTES.join('|')]],
      part: 'count',
      found: { ...OK, http_route: NAMED_ROUTES[0] },
    }),
    good: bucket(requests, FAST.routeS, [[attribute.httpRoute.key, '=~', NAMED_ROUTES.join('|')]], { ...OK, http_route: NAMED_ROUTES[0] }),
    panel: 'routeDuration',
    noun: 'requests to {{ $labels.http_route }}',
    verb: `take over ${FAST.routeS} s`,
  },
  {
    slo: 'websocket-handlers',
    title: 'Messages over WebSockets are handled',
    alert: 'WebSocketBudgetBurn',
    objective: 0.995,
    outageAlert: 'WebSocketTotalOutage',
    because: 'Cells, completions and previews go over the socket: a message that fails is a click without an answer.',
    pages: true,
    by: perService,
    all: family(messages, { where: [ofServer], part: 'count' }),
    bad: [family(messages, { where: [ofServer, [attribute.errorType.key, '!=', '']], part: 'count', found: { error_type: 'Error' } })],
    panel: 'failedMessages',
    noun: 'messages',
    verb: 'fail',
  },
  {
    slo: 'cell-runs',
    title: 'Cells and commands can run',
    alert: 'CellRunBudgetBurn',
    objective: 0.99,
    because: 'A program that can’t be started or is killed is ours. One that ends with a code is the user’s own error and counts as run.',
    pages: false,
    by: perService,
    all: family(children, { part: 'count', found: { process_executable_name: 'node' } }),
    bad: [
      family(children, {
        where: [[attribute.errorType.key, '!~', '|exit_code']],
        part: 'count',
        found: { process_executable_name: 'node', error_type: 'SIGKILL' },
      }),
    ],
    panel: 'childEnds',
    noun: 'runs',
    verb: 'can’t start or are killed',
  },
  {
    slo: 'telemetry-delivery',
    title: 'Telemetry arrives',
    alert: 'TelemetryDeliveryBudgetBurn',
    objective: 0.999,
    because: 'What is missing is missing when it is needed; losses come in outages, and those are what the data is for.',
    pages: false,
    by: perService,
    all: family(metric.telemetryEmitted, { found: { peragus_signal: 'logs' } }),
    bad: [family(metric.telemetryDropped, { found: { peragus_signal: 'logs', peragus_drop_reason: 'queue_full' } })],
    together: true,
    panel: 'givenUp',
    noun: 'telemetry items',
    verb: 'are lost',
  },
];
