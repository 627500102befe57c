// One open connection, of whichever library: what is known about it, and what is recorded when it opens and when it closes.

import { emitLog } from '../../signals/logs.ts';
import { type Histogram, histogram, type UpDownCounter, upDownCounter } from '../../signals/metrics.ts';
import { type Context, runIn, type Span, SpanKind, startWork } from '../../signals/spans.ts';
import { attribute as a, metric, type WEBSOCKET_SIDES } from '../../vocabulary/index.ts';
import { noteClose, noteOpen } from './reconnects.ts';

type Side = (typeof WEBSOCKET_SIDES)[number];

export interface Beginning {
  readonly side: Side;
  readonly compression: 'permessage-deflate' | 'none';
  /** Span of the upgrade, where there is one. */
  readonly span: Span | undefined;
  /** Context to which the connection belongs. */
  readonly context: Context;
  /** Who is at the other end, to know it again. */
  readonly client: string | undefined;
}
export interface Connection extends Beginning {
  /** What its messages are linked to: the span of the upgrade, where there is one. */
  readonly related: readonly Span[];
  readonly startedMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly receiveLabels: Readonly<Record<string, string>>;
  readonly transmitLabels: Readonly<Record<string, string>>;
  received: number;
  sent: number;
  /** Bytes on the wire of the compressed message that is being received. */
  inflating: number;
  /** Bytes before compression of the message that is being compressed to be sent. */
  deflating: number;
}

/** Codes of connections that ended as somebody wanted: normal, going away, no code given, and an application's own from 3000. */
const WANTED_CODES: ReadonlySet<number> = new Set([1000, 1001, 1005]);
const OWN_CODES_FROM = 3000;

interface Instruments {
  readonly active: UpDownCounter;
  readonly duration: Histogram;
  readonly ratio: Histogram;
}
let made: Instruments | undefined;

function instruments(): Instruments {
  made ??= {
    active: upDownCounter(metric.websocketConnectionsActive),
    duration: histogram(metric.websocketConnectionDuration),
    ratio: histogram(metric.websocketCompressionRatio),
  };
  return made;
}

/** Records that a connection is open. */
export function openConnection(beginning: Beginning): Connection {
  const { side, compression, client } = beginning;
  const labels = { [a.websocketSide.key]: side };
  instruments().active.add(1, { ...labels, [a.websocketCompression.key]: compression });
  if (client !== undefined) noteOpen(client, side);
  return {
    ...beginning,
    related: beginning.span ? [beginning.span] : [],
    startedMs: performance.now(),
    labels,
    receiveLabels: { ...labels, [a.networkIoDirection.key]: 'receive' },
    transmitLabels: { ...labels, [a.networkIoDirection.key]: 'transmit' },
    received: 0,
    sent: 0,
    inflating: 0,
    deflating: 0,
  };
}

/** Records what compression saved of one message. */
export function recordRatio(
  { receiveLabels, transmitLabels }: Connection,
  direction: 'receive' | 'transmit',
  bytes: number,
  wireBytes: number,
): void {
  if (wireBytes > 0) instruments().ratio.record(bytes / wireBytes, direction === 'receive' ? receiveLabels : transmitLabels);
}

/** Records that a connection has closed: its time, a short span that sums it up, and a log record when nobody wanted it. */
export function endConnection(connection: Connection, code: number): void {
  const { side, compression, client, startedMs, labels, span, context } = connection;
  const seconds = (performance.now() - startedMs) / 1000;
  instruments().active.add(-1, { ...labels, [a.websocketCompression.key]: compression });
  instruments().duration.record(seconds, { ...labels, [a.websocketCloseCode.key]: boundedCode(code) });
  if (client !== undefined) noteClose(client);
  const attributes = {
    ...labels,
    [a.websocketCloseCode.key]: code,
    [a.websocketCompression.key]: compression,
    [a.websocketConnectionSeconds.key]: seconds,
    [a.websocketMessagesReceived.key]: connection.received,
    [a.websocketMessagesSent.key]: connection.sent,
  };
  const work = startWork(SpanKind.INTERNAL, 'websocket close', attributes, context, span ? [span] : []);
  if (!WANTED_CODES.has(code) && code < OWN_CODES_FROM) {
    const body = `WebSocket ${side} connection closed with ${code} after ${seconds.toFixed(1)} s`;
    runIn(work.context, () => emitLog({ severity: 'warn', severityText: 'warn', body, attributes, logger: 'peragus' }));
  }
  work.span.end();
}

function boundedCode(code: number): number {
  return code < OWN_CODES_FROM ? code : code - (code % 1000);
}
