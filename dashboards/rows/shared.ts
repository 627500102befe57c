// What several rows ask for alike: the colours of the services, failed requests, and the usual links.

import { attribute, type Matcher, type metric, resourceAttribute, service } from '../../instrumentation/vocabulary/index.ts';
import { DIRECTORY, type Entry } from '../directory.ts';
import { colourNames } from '../kit/colours.ts';
import { chosen, toDashboard, toLogs, toTraces } from '../kit/links.ts';

export const SERVICE = resourceAttribute.serviceName;
export const ROUTE = attribute.httpRoute;

/** A service has the same colour on every dashboard; services that the vocabulary doesn't know get one by their name. */
export const SERVICE_COLOURS = colourNames(Object.values(service).map((entry) => entry.name));

export const NO_ROUTE = '(no route)';

/** A request failed when the answer is a 5xx, or when there is an error other than a 4xx answer, which is the caller's. */
export const FAILED = [
  [[attribute.httpResponseStatusCode.key, '=~', '5..']],
  [[attribute.errorType.key, '!~', '(4..)?']],
] as const satisfies readonly (readonly Matcher<typeof metric.httpServerRequestDuration | typeof metric.httpClientRequestDuration>[])[];

export const TO_LOGS = toLogs('Logs of the service', [SERVICE]);
export const TO_ERROR_LOGS = toLogs('Error logs of the service', [SERVICE], { errorsOnly: true });
export const TO_TRACES = toTraces('Traces of the service', [SERVICE]);
export const TO_FAILED_TRACES = toTraces('Failed traces of the service', [SERVICE], { errorsOnly: true });

/** For panels whose results belong to no single service. */
export const TO_CHOSEN = {
  traces: chosen(toTraces('Traces of the chosen services', [SERVICE])),
  failedTraces: chosen(toTraces('Failed traces of the chosen services', [SERVICE], { errorsOnly: true })),
  logs: chosen(toLogs('Logs of the chosen services', [SERVICE])),
  errorLogs: chosen(toLogs('Error logs of the chosen services', [SERVICE], { errorsOnly: true })),
} as const;

/** The next dashboard, for the service that was clicked. */
const boardOf = ({ title, uid }: Entry): ReturnType<typeof toDashboard> => toDashboard(title, uid, [SERVICE]);
export const TO_BOARD = {
  serviceOverview: boardOf(DIRECTORY.serviceOverview),
  nodeRuntime: boardOf(DIRECTORY.nodeRuntime),
  websockets: boardOf(DIRECTORY.websockets),
  sqlite: boardOf(DIRECTORY.sqlite),
  childProcesses: boardOf(DIRECTORY.childProcesses),
  ai: boardOf(DIRECTORY.ai),
  logs: boardOf(DIRECTORY.logs),
  telemetryPipeline: boardOf(DIRECTORY.telemetryPipeline),
} as const;
