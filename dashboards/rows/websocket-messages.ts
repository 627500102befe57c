// WebSocket messages: which events, how fast they are handled, which fail, and what waits to be sent.

import { attribute, metric, SPAN_KIND_CONSUMER } from '../../instrumentation/vocabulary/index.ts';
import { worseAbove } from '../kit/colours.ts';
import { buckets, type Expression, events, highest, level, named, onlyWhere, quantile, ratio, spent } from '../kit/expression.ts';
import { toTraces } from '../kit/links.ts';
import type { Row } from '../kit/model.ts';
import { heatmap, logs, table, timeSeries, traces } from '../kit/panels.ts';
import { scopedLogs, scopedTraces } from '../kit/signals.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE, TO_CHOSEN, TO_LOGS, TO_TRACES } from './shared.ts';
import { singleSpans } from './single-spans.ts';

const { websocketTopic, websocketEvent, websocketSide, networkIoDirection, websocketCloseCode, websocketMessageSize, errorType } =
  attribute;
const handled = metric.websocketMessageDuration;
const SHOWN = 10;
const ROWS = 20;
const slowS = LIMIT.handlerSeconds.warn;
const inRange = { by: [SERVICE.key, websocketTopic.key, websocketEvent.key], over: 'range' } as const;
const evented = (expression: Expression): Expression => named(expression, websocketEvent.key, '(no event)');

const TO_EVENT_TRACES = toTraces('Traces with this event', [SERVICE, websocketEvent]);
const TO_SLOW_EVENT_TRACES = toTraces(`Traces with this event slower than ${slowS} s`, [SERVICE, websocketEvent], { slowerThanS: slowS });
const TO_FAILED_EVENT_TRACES = toTraces('Failed traces with this event', [SERVICE, websocketEvent], { errorsOnly: true });

const count = events(handled, inRange);
const failed = events(handled, { ...inRange, where: [[errorType.key, '!=', '']] });
const limits = worseAbove(slowS, LIMIT.handlerSeconds.bad);

export const WEBSOCKET_MESSAGES: Row = {
  title: 'Messages',
  panels: [
    timeSeries({
      title: `Messages by event, busiest ${SHOWN}`,
      shows: `Messages a second of the ${SHOWN} busiest events, received and sent.`,
      normal: 'The same few events lead, day after day.',
      otherwise: 'An event that jumps ahead after a deploy is sent too often: open one of its traces and see what asks for it.',
      empty: 'No message in this time range',
      queries: [
        {
          expression: evented(
            highest(SHOWN, spent(metric.websocketMessages, { by: [SERVICE.key, websocketEvent.key, networkIoDirection.key] })),
          ),
        },
      ],
      links: [TO_EVENT_TRACES, TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: `Time to handle a message, p95, slowest ${SHOWN}`,
      shows: `Time within which 95 % of the messages are handled, for the ${SHOWN} slowest events; of async handlers until they have settled.`,
      normal: `Below ${slowS} s, but for events that run a cell or ask a model. ${LIMIT.handlerSeconds.because}.`,
      otherwise: 'Open a slow trace of the event: SQL, a child process, a model, or own work?',
      empty: 'No message was handled in this time range, so nothing to time',
      queries: [{ expression: evented(highest(SHOWN, quantile(0.95, handled, { by: [SERVICE.key, websocketEvent.key] }))) }],
      limits,
      links: [TO_SLOW_EVENT_TRACES, TO_EVENT_TRACES, TO_LOGS],
    }),
    heatmap({
      title: 'Time to handle a message, all',
      shows: 'How many messages took how long to handle: the stronger the colour, the more.',
      normal: 'One strong band far below a second.',
      otherwise: 'A second band above means two kinds of work under one name: find the event in the table below. A band that climbs: load.',
      empty: 'No message was handled in this time range',
      query: { expression: buckets(handled) },
      links: [TO_CHOSEN.traces, TO_CHOSEN.logs],
    }),
    singleSpans({
      one: 'message',
      many: 'messages',
      kind: SPAN_KIND_CONSUMER,
      slowS,
      limits,
      whole: `Time to handle a message, p95, slowest ${SHOWN}`,
      links: [toTraces(`Traces slower than ${slowS} s`, [SERVICE], { slowerThanS: slowS }), TO_TRACES, TO_LOGS],
    }),
    table({
      title: 'Events',
      shows: `The ${ROWS} slowest events over the whole time range: p95, how often, and the share that failed.`,
      normal: `p95 below ${slowS} s and no failures.`,
      otherwise: 'Begin with what is slow and frequent; click it for its slow or failed traces.',
      empty: 'No message was handled in this time range',
      keys: [
        { attribute: SERVICE, heading: 'Service' },
        { attribute: websocketTopic, heading: 'Topic' },
        { attribute: websocketEvent, heading: 'Event' },
      ],
      values: [
        { heading: 'p95', expression: evented(quantile(0.95, handled, inRange)), scale: limits },
        { heading: 'p50', expression: evented(quantile(0.5, handled, inRange)) },
        { heading: 'Messages', expression: evented(onlyWhere(count, count)) },
        {
          heading: 'Failed share',
          expression: evented(ratio(failed, count)),
          scale: worseAbove(LIMIT.failedMessageShare.warn, LIMIT.failedMessageShare.bad),
        },
      ],
      orderBy: 'p95',
      rows: ROWS,
      links: [TO_SLOW_EVENT_TRACES, TO_FAILED_EVENT_TRACES, TO_EVENT_TRACES, TO_LOGS],
    }),
  ],
};

const sided = [SERVICE.key, websocketSide.key] as const;

export const WEBSOCKET_BYTES: Row = {
  title: 'Bytes and slow readers',
  panels: [
    timeSeries({
      title: 'Bytes of messages',
      shows: 'Bytes a second received and sent, before compression.',
      normal: 'In step with messages.',
      otherwise:
        'Bytes that grow faster than messages: something sends whole states in place of changes; find large messages in the traces.',
      empty: 'No message in this time range',
      queries: [{ expression: spent(metric.websocketIo, { by: [SERVICE.key, networkIoDirection.key] }) }],
      links: [TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Waiting to be sent',
      shows: 'Bytes that wait on all connections (line) and on the slowest one (dashed).',
      normal: 'Near 0; short peaks when a cell writes much.',
      otherwise: `A line that stays up is a reader that does not keep up. ${LIMIT.bufferedBytes.because}.`,
      empty: 'No service has had a connection',
      queries: [
        { expression: level('sum', metric.websocketBuffered, { by: sided }), suffix: 'all' },
        { expression: level('max', metric.websocketBufferedMax, { by: sided }), suffix: 'slowest', line: 'dash' },
      ],
      limits: worseAbove(LIMIT.bufferedBytes.warn, LIMIT.bufferedBytes.bad),
      links: [TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Ping to pong, p95',
      shows: 'Time from a ping to its pong: network and the busy moments of both sides.',
      normal: 'Empty where no side sends pings; otherwise the round trip of the network.',
      otherwise: 'If it rises for all, the own event loop is late; if for some, their network is.',
      empty: 'No ping was answered in this time range, or no side sends pings: a heartbeat finds dead connections',
      queries: [{ expression: quantile(0.95, metric.websocketPingDuration, { by: sided }) }],
      links: [TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Compression, median',
      shows:
        'Size of a compressed message before compression for each byte on the wire, half of the messages below; 100 % means nothing gained.',
      normal: 'Empty where nothing is compressed; otherwise above 200 % for text.',
      otherwise: 'Near 100 % compression costs time for nothing: raise the size from which messages are compressed.',
      empty: 'No message was compressed in this time range',
      queries: [{ expression: quantile(0.5, metric.websocketCompressionRatio, { by: [SERVICE.key, networkIoDirection.key] }) }],
      links: [TO_TRACES, TO_LOGS],
    }),
  ],
};

export const WEBSOCKET_EVIDENCE: Row = {
  title: 'Which one?',
  panels: [
    traces({
      title: 'Failed messages and their traces',
      shows: `The latest ${ROWS} messages whose handler failed.`,
      normal: 'Empty.',
      otherwise: 'Click the trace: the exception stands on the span, its logs are one click away.',
      empty: 'No handler of a message failed in this time range',
      traceql: scopedTraces(
        { errorsOnly: true },
        [{ attribute: websocketEvent, operator: '!=', value: '' }],
        [websocketTopic, websocketEvent, websocketMessageSize, errorType],
      ),
      each: 'span',
      rows: ROWS,
      links: [TO_CHOSEN.failedTraces, TO_CHOSEN.errorLogs],
    }),
    logs({
      title: 'Connections that were cut off',
      shows: 'One line for each connection that nobody wanted to end, with code and age.',
      normal: 'Empty.',
      otherwise: 'Open the trace of a line and see what the connection did last.',
      empty: 'No connection was cut off in this time range',
      logql: scopedLogs([[websocketCloseCode, '!=', '']]),
      width: 12,
      height: 9,
      links: [TO_CHOSEN.logs, TO_CHOSEN.traces],
    }),
  ],
};
