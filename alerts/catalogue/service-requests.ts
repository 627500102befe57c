// A service that crashes again and again, and routes and dependencies that fail while the service as a whole is well.

import { attribute, metric, RULE_EVALUATION_INTERVAL_S } from '../../instrumentation/vocabulary/index.ts';
import { aboutService } from '../about.ts';
import { bucket, family } from '../families.ts';
import { share } from '../kit/kinds/share.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE_TEXT } from '../service-labels.ts';
import { serviceCrashLooping } from './crash-loop.ts';
import { trafficDropped } from './traffic-dropped.ts';

const requests = metric.httpServerRequestDuration;
const calls = metric.httpClientRequestDuration;
const answers = family(requests, { part: 'count', found: { http_response_status_code: '200' } });
const FAILED = family(requests, {
  where: [[attribute.errorType.key, '!~', '|aborted']],
  part: 'count',
  found: { error_type: '500', http_response_status_code: '500' },
});

export const serviceRequests: RuleGroup = {
  name: 'service-requests',
  intervalS: RULE_EVALUATION_INTERVAL_S,
  rules: [
    serviceCrashLooping,
    trafficDropped,
    share({
      ...aboutService({
        alert: 'RouteErrorRatioHigh',
        timing: 'ticket',
        by: { http_route: '/api/sessions/:id' },
        summary: `${SERVICE_TEXT}: {{ $value | humanizePercentage }} of {{ $labels.http_route }} fail`,
        description: `More than 5 % of the requests to {{ $labels.http_route }} of ${SERVICE_TEXT} have failed for 10 min, answers that say so in their body included. Other routes may be well.`,
        panel: 'failingRoutes',
        value: '100%',
      }),
      all: answers,
      bad: [FAILED],
      ...LIMIT.routeErrors,
    }),
    share({
      ...aboutService({
        alert: 'RouteLatencyHigh',
        timing: 'ticket',
        by: { http_route: '/api/sessions/:id' },
        summary: `${SERVICE_TEXT}: {{ $value | humanizePercentage }} of {{ $labels.http_route }} take over ${LIMIT.routeSeconds.limit} s`,
        description: `More than 5 % of the requests to {{ $labels.http_route }} of ${SERVICE_TEXT} took longer than ${LIMIT.routeSeconds.limit} s, for 10 min: the 95th percentile is above the limit.`,
        panel: 'slowRoutes',
        value: '100%',
      }),
      all: answers,
      good: bucket(requests, LIMIT.routeSeconds.limit, [], { http_response_status_code: '200' }),
      ...LIMIT.routeSlow,
    }),
    share({
      ...aboutService({
        alert: 'DependencyErrorsHigh',
        timing: 'ticket',
        by: { server_address: 'api.example.com' },
        summary: `${SERVICE_TEXT}: {{ $value | humanizePercentage }} of calls to {{ $labels.server_address }} fail`,
        description: `More than 10 % of the calls from ${SERVICE_TEXT} to {{ $labels.server_address }} have failed for 10 min. What needs it fails too, or answers late because of retries.`,
        panel: 'failedCalls',
        value: '100%',
      }),
      all: family(calls, { part: 'count', found: { http_response_status_code: '200' } }),
      bad: [family(calls, { where: [[attribute.errorType.key, '!=', '']], part: 'count', found: { error_type: 'ECONNREFUSED' } })],
      ...LIMIT.dependencyErrors,
    }),
  ],
};
