// WebSockets: connections that break, handlers that fail, clients that are refused or don't read.

import { attribute, metric, RULE_EVALUATION_INTERVAL_S } from '../../instrumentation/vocabulary/index.ts';
import { aboutService } from '../about.ts';
import { family } from '../families.ts';
import { events } from '../kit/kinds/events.ts';
import { level } from '../kit/kinds/level.ts';
import { share } from '../kit/kinds/share.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT } from '../limits.ts';
import { TOTAL_OUTAGE } from '../policy.ts';
import { SERVICE_TEXT } from '../service-labels.ts';

const ofServer = [attribute.websocketSide.key, '=', 'server'] as const;
const closed = metric.websocketConnectionDuration;
const handled = metric.websocketMessageDuration;

export const websocket: RuleGroup = {
  name: 'websocket',
  intervalS: RULE_EVALUATION_INTERVAL_S,
  rules: [
    share({
      ...aboutService({
        alert: 'WebSocketTotalOutage',
        timing: 'page',
        forS: TOTAL_OUTAGE.forS,
        summary: `${SERVICE_TEXT} fails {{ $value | humanizePercentage }} of its socket messages`,
        description: `More than half of the WebSocket messages to ${SERVICE_TEXT} in the last 60 s ended in an exception of their handler, for more than 30 s. Nothing that users click in a notebook works.`,
        panel: 'failedMessages',
        value: '100%',
      }),
      all: family(handled, { where: [ofServer], part: 'count' }),
      bad: [family(handled, { where: [ofServer, [attribute.errorType.key, '!=', '']], part: 'count', found: { error_type: 'TypeError' } })],
      limit: TOTAL_OUTAGE.errorRatio,
      minEvents: TOTAL_OUTAGE.minRequests,
      windowS: TOTAL_OUTAGE.windowS,
    }),
    share({
      ...aboutService({
        alert: 'WebSocketConnectionsDropped',
        timing: 'page',
        summary: `${SERVICE_TEXT}: {{ $value | humanizePercentage }} of the sockets broke off`,
        description: `More than half of the WebSocket connections of ${SERVICE_TEXT} that ended in the last 5 min broke off (code 1006) or ended by an error of the server (1011). Notebooks and previews of users stop and reconnect.`,
        panel: 'connectionEnds',
        value: '100%',
      }),
      all: family(closed, { where: [ofServer], part: 'count', found: { websocket_close_code: '1001' } }),
      bad: [
        family(closed, {
          where: [ofServer, [attribute.websocketCloseCode.key, '=~', '1006|1011']],
          part: 'count',
          found: { websocket_close_code: '1006' },
        }),
      ],
      ...LIMIT.abnormalCloses,
    }),
    share({
      ...aboutService({
        alert: 'WebSocketHandlerErrorsHigh',
        timing: 'ticket',
        by: { websocket_event: 'cell:exec' },
        summary: `${SERVICE_TEXT}: {{ $value | humanizePercentage }} of {{ $labels.websocket_event }} messages fail`,
        description: `More than 5 % of the {{ $labels.websocket_event }} messages to ${SERVICE_TEXT} ended in an exception of their handler, for 10 min. The user gets no answer, or half of one.`,
        panel: 'messageEvents',
        value: '100%',
      }),
      all: family(handled, { where: [ofServer], part: 'count' }),
      bad: [family(handled, { where: [ofServer, [attribute.errorType.key, '!=', '']], part: 'count', found: { error_type: 'TypeError' } })],
      ...LIMIT.handlerErrors,
    }),
    events({
      ...aboutService({
        alert: 'WebSocketAuthFailures',
        timing: 'ticketAtOnce',
        summary: `${SERVICE_TEXT} refused {{ $value | humanize }} sockets`,
        description: `${SERVICE_TEXT} answered more than ${LIMIT.authFailures.limit} WebSocket upgrades with 401 or 403 in 5 min. Either somebody tries, or a credential of users or of a service has expired.`,
        panel: 'refusedUpgrades',
        value: '16.84',
      }),
      of: [
        family(metric.websocketUpgradeFailures, {
          where: [ofServer, [attribute.httpResponseStatusCode.key, '=~', '401|403']],
          found: { http_response_status_code: '401' },
        }),
      ],
      ...LIMIT.authFailures,
    }),
    level({
      ...aboutService({
        alert: 'WebSocketSlowConsumer',
        timing: 'ticketSoon',
        summary: `${SERVICE_TEXT}: {{ $value | humanize1024 }}B wait for one socket`,
        description: `For a minute, more than 4 MiB have waited in the memory of ${SERVICE_TEXT} to be sent to one client that reads too slowly. It grows until the client leaves or the process is out of memory.`,
        panel: 'waitingToBeSent',
        value: '5Mi',
      }),
      of: family(metric.websocketBufferedMax, { where: [ofServer] }),
      fold: 'max',
      operator: '>',
      broken: 'all',
      ...LIMIT.bufferedBytes,
    }),
  ],
};
