// WebSocket connections: how many are open, how they begin, how they end.

import { attribute, metric } from '../../instrumentation/vocabulary/index.ts';
import { NEUTRAL, TONE, worseAbove } from '../kit/colours.ts';
import { events, level, named, ratio, spent } from '../kit/expression.ts';
import { toTraces } from '../kit/links.ts';
import type { Row } from '../kit/model.ts';
import { stat, timeSeries } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE, TO_BOARD, TO_ERROR_LOGS, TO_FAILED_TRACES, TO_LOGS, TO_TRACES } from './shared.ts';

const by = [SERVICE.key] as const;
const { websocketSide, websocketCompression, websocketCloseCode, errorType, httpResponseStatusCode } = attribute;
const { websocketConnectionDuration, websocketMessageDuration, websocketUpgradeFailures } = metric;
const CLOSE = websocketCloseCode.key;
const TO_CLOSED_TRACES = toTraces('Connections that closed with this code', [SERVICE, websocketCloseCode]);

const CODE_COLOURS = [
  { matches: '\\b(1000|1001|1005)$', colour: TONE.good },
  { matches: '\\b[34]\\d\\d\\d$', colour: TONE.neutral },
  { matches: '\\b1(006|011|015)$', colour: TONE.bad },
];

export const WEBSOCKET_HEALTH: Row = {
  title: 'Do connections live and answer?',
  panels: [
    stat({
      title: 'Open connections',
      shows: 'WebSocket connections that are open now, accepted and opened ones together.',
      normal: 'About as many as there are open pages.',
      otherwise: 'A sudden drop means that many were cut off at once: look at how they closed, below.',
      empty: 'No service has had a connection',
      query: { expression: level('sum', metric.websocketConnectionsActive, { by }) },
      scale: NEUTRAL,
      mode: 'trend',
      links: [TO_TRACES, TO_LOGS, TO_BOARD.serviceOverview],
    }),
    stat({
      title: 'Messages',
      shows: 'Messages a second, received and sent.',
      normal: 'In step with the open connections.',
      otherwise:
        'Many more than usual: a client repeats itself, or a cell writes without end. None with open connections: nobody works, or nothing answers.',
      empty: 'No message was ever sent or received',
      query: { expression: spent(metric.websocketMessages, { by }) },
      scale: NEUTRAL,
      mode: 'trend',
      links: [TO_TRACES, TO_LOGS],
    }),
    stat({
      title: 'Failed messages',
      shows: 'Share of received messages whose handler threw or rejected.',
      normal: `Below ${LIMIT.failedMessageShare.warn * 100} %. ${LIMIT.failedMessageShare.because}.`,
      otherwise: 'Open the failed traces, or find the event in the table below.',
      empty: 'No message was handled, so nothing could fail',
      query: {
        expression: ratio(
          events(websocketMessageDuration, { by, where: [[errorType.key, '!=', '']] }),
          events(websocketMessageDuration, { by }),
        ),
      },
      scale: worseAbove(LIMIT.failedMessageShare.warn, LIMIT.failedMessageShare.bad),
      mode: 'trend',
      links: [TO_FAILED_TRACES, TO_ERROR_LOGS],
    }),
    stat({
      title: 'Slowest reader',
      shows: 'Bytes that wait to be sent on the slowest open connection of each service.',
      normal: 'Near 0.',
      otherwise: `${LIMIT.bufferedBytes.because}: send less, or close connections that do not keep up.`,
      empty: 'No service has had a connection',
      query: { expression: level('max', metric.websocketBufferedMax, { by }) },
      scale: worseAbove(LIMIT.bufferedBytes.warn, LIMIT.bufferedBytes.bad),
      mode: 'trend',
      links: [TO_TRACES, TO_LOGS, TO_BOARD.nodeRuntime],
    }),
  ],
};

export const WEBSOCKET_CONNECTIONS: Row = {
  title: 'Connections',
  panels: [
    timeSeries({
      title: 'Open connections by kind',
      shows: 'Open connections by side (accepted by the service, or opened by it) and compression.',
      normal: 'Rises and falls with the people at work.',
      otherwise: 'A saw-tooth means that all connect again and again: see "Reconnects". A line that only rises: pages never close.',
      empty: 'No service has had a connection',
      queries: [
        { expression: level('sum', metric.websocketConnectionsActive, { by: [...by, websocketSide.key, websocketCompression.key] }) },
      ],
      links: [TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'How connections end',
      shows:
        'Connections that closed, a second, by close code: 1000, 1001 and 1005 are normal, 1006 was cut off, 1011 is an error of the server.',
      normal: 'Nearly all 1000, 1001 and 1005.',
      otherwise:
        '1006 in bursts: a proxy, a network or a restart cuts them; see the deploy marks. 1009: a message was too large. 1011: read the error logs.',
      empty: 'No connection closed in this time range',
      queries: [{ expression: events(websocketConnectionDuration, { by: [...by, CLOSE] }) }],
      colours: CODE_COLOURS,
      stacked: true,
      links: [TO_CLOSED_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Reconnects',
      shows: 'Connections a second whose client was here less than a minute before.',
      normal: 'Empty, or few, with a peak after each deploy.',
      otherwise: 'Steady reconnects mean that connections do not hold: compare with "How connections end" and with time-outs of proxies.',
      empty: 'No service has had a connection',
      queries: [{ expression: spent(metric.websocketReconnects, { by: [...by, websocketSide.key] }) }],
      links: [TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Refused upgrades',
      shows: 'Upgrade requests a second that did not become a connection, by status code; 401 and 403 are failed authentications.',
      normal: 'Empty, or 0.',
      otherwise:
        '401 and 403: an expired session, or someone trying doors; look at the requests in the traces. Others: the client and the server do not agree.',
      empty: 'No upgrade was refused in this time range',
      queries: [
        {
          expression: named(
            spent(websocketUpgradeFailures, { by: [...by, websocketSide.key, httpResponseStatusCode.key] }),
            httpResponseStatusCode.key,
            '(no answer)',
          ),
        },
      ],
      errors: true,
      links: [TO_FAILED_TRACES, TO_LOGS],
    }),
  ],
};
