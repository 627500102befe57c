// What several rows ask for alike: the colours of the services, failed requests, and the usual links.

import { attribute, type Matcher, type metric, resourceAttribute, service } from '../../instrumentation/vocabulary/index.ts';
import { colourNames } from '../kit/colours.ts';
import { toLogs, toTraces } from '../kit/links.ts';

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
