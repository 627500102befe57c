// WebSocket: upgrades, connections and messages. No semantic convention knows them; what can be borrowed is.

import { atMost, attributes, many, oneOf } from '../attribute.ts';
import { metrics } from '../metric.ts';
import { failureAttribute } from './failure.ts';
import { httpAttribute } from './http.ts';
import { own, semconv } from './sources.ts';

/** From the start of a handler on the event loop to one that waits for a database or a model; as advised for HTTP, finer below. */
const HANDLER_SECONDS = [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];
/** A handshake is one request; boundaries advised for HTTP. */
const UPGRADE_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** From a connection that is refused at once to a page that stays open for a day. */
const CONNECTION_SECONDS = [0.1, 1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400];
/** Round trips from loopback to the other side of the world and a phone that sleeps. */
const PING_SECONDS = [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30];
/** Below 1 compression made the message longer; DEFLATE ends near 1000. */
const RATIOS = [0.5, 0.9, 1, 1.5, 2, 3, 5, 10, 20, 50, 100, 1000];

/** Most distinct topics and most distinct events of one process; further ones become `_OTHER`. */
export const MESSAGE_NAMES_MAX = 50;
export const WEBSOCKET_SIDES = ['server', 'client'] as const;

export const websocketAttribute = attributes({
  websocketSide: {
    ...own,
    key: 'websocket.side',
    type: 'string',
    cardinality: oneOf(...WEBSOCKET_SIDES),
    brief: 'Whether this process accepted the connection or opened it',
  },
  networkIoDirection: {
    ...semconv,
    key: 'network.io.direction',
    type: 'string',
    cardinality: oneOf('receive', 'transmit'),
    brief: 'Whether bytes or messages came in or went out',
  },
  websocketMessageType: {
    ...own,
    key: 'websocket.message.type',
    type: 'string',
    cardinality: oneOf('text', 'binary'),
    brief: 'Whether the message is text or binary',
  },
  websocketTopic: {
    ...own,
    key: 'websocket.topic',
    type: 'string',
    cardinality: atMost(MESSAGE_NAMES_MAX + 1),
    brief: 'Topic of the message with its ids replaced by `*`',
  },
  websocketEvent: {
    ...own,
    key: 'websocket.event',
    type: 'string',
    cardinality: atMost(MESSAGE_NAMES_MAX + 1),
    brief: 'Event or type of the message',
  },
  websocketMessageSize: {
    ...own,
    key: 'websocket.message.size',
    type: 'int',
    cardinality: many,
    brief: 'Bytes of the message before compression',
  },
  websocketCompression: {
    ...own,
    key: 'websocket.compression',
    type: 'string',
    cardinality: oneOf('permessage-deflate', 'none'),
    brief: 'Compression that both sides agreed on',
  },
  websocketCloseCode: {
    ...own,
    key: 'websocket.close.code',
    type: 'int',
    cardinality: atMost(30),
    brief: 'Close code; those of applications (3000 and above) are told apart by their thousand only in metrics',
  },
  websocketMessagesReceived: {
    ...own,
    key: 'websocket.messages.received',
    type: 'int',
    cardinality: many,
    brief: 'Messages that the connection received until it closed',
  },
  websocketMessagesSent: {
    ...own,
    key: 'websocket.messages.sent',
    type: 'int',
    cardinality: many,
    brief: 'Messages that the connection sent until it closed',
  },
  websocketConnectionSeconds: {
    ...own,
    key: 'websocket.connection.seconds',
    type: 'double',
    cardinality: many,
    brief: 'How long the connection was open, in seconds',
  },
});

const a = websocketAttribute;

export const websocketMetric = metrics({
  websocketUpgradeDuration: {
    ...own,
    name: 'websocket.upgrade.duration',
    instrument: 'histogram',
    unit: 's',
    buckets: UPGRADE_SECONDS,
    seriesBudget: 60,
    attributes: [httpAttribute.httpResponseStatusCode, failureAttribute.errorType],
    brief: 'Time from the arrival of an upgrade request to its answer',
  },
  websocketUpgradeFailures: {
    ...own,
    name: 'websocket.upgrade.failures',
    instrument: 'counter',
    unit: '{upgrade}',
    seriesBudget: 100,
    attributes: [a.websocketSide, httpAttribute.httpResponseStatusCode, failureAttribute.errorType],
    brief: 'Upgrade requests that did not become a connection; 401 and 403 are failed authentications',
  },
  websocketConnectionsActive: {
    ...own,
    name: 'websocket.connections.active',
    instrument: 'updowncounter',
    unit: '{connection}',
    seriesBudget: 4,
    attributes: [a.websocketSide, a.websocketCompression],
    brief: 'Connections that are open now',
  },
  websocketConnectionDuration: {
    ...own,
    name: 'websocket.connection.duration',
    instrument: 'histogram',
    unit: 's',
    buckets: CONNECTION_SECONDS,
    seriesBudget: 60,
    attributes: [a.websocketSide, a.websocketCloseCode],
    brief: 'How long connections were open; its count by close code says how they ended',
  },
  websocketReconnects: {
    ...own,
    name: 'websocket.reconnects',
    instrument: 'counter',
    unit: '{connection}',
    seriesBudget: 2,
    attributes: [a.websocketSide],
    brief: 'Connections opened by a client, or to an address, whose last one closed less than a minute before',
  },
  websocketMessages: {
    ...own,
    name: 'websocket.messages',
    instrument: 'counter',
    unit: '{message}',
    seriesBudget: 1000,
    attributes: [a.websocketSide, a.networkIoDirection, a.websocketMessageType, a.websocketTopic, a.websocketEvent],
    brief: 'Messages received and sent',
  },
  websocketIo: {
    ...own,
    name: 'websocket.io',
    instrument: 'counter',
    unit: 'By',
    seriesBudget: 4,
    attributes: [a.websocketSide, a.networkIoDirection],
    brief: 'Bytes of messages received and sent, before compression',
  },
  websocketCompressionRatio: {
    ...own,
    name: 'websocket.compression.ratio',
    instrument: 'histogram',
    unit: '1',
    buckets: RATIOS,
    seriesBudget: 4,
    attributes: [a.websocketSide, a.networkIoDirection],
    brief: 'Bytes of a compressed message before compression for each byte on the wire',
  },
  websocketMessageDuration: {
    ...own,
    name: 'websocket.message.duration',
    instrument: 'histogram',
    unit: 's',
    buckets: HANDLER_SECONDS,
    seriesBudget: 1000,
    attributes: [a.websocketSide, a.websocketTopic, a.websocketEvent, failureAttribute.errorType],
    brief: 'Time that the handlers of a message took; of async functions until they have settled',
  },
  websocketPingDuration: {
    ...own,
    name: 'websocket.ping.duration',
    instrument: 'histogram',
    unit: 's',
    buckets: PING_SECONDS,
    seriesBudget: 2,
    attributes: [a.websocketSide],
    brief: 'Time from a ping to its pong',
  },
  websocketBuffered: {
    ...own,
    name: 'websocket.buffered',
    instrument: 'updowncounter',
    unit: 'By',
    seriesBudget: 2,
    attributes: [a.websocketSide],
    brief: 'Bytes that wait to be sent, of all open connections',
  },
  websocketBufferedMax: {
    ...own,
    name: 'websocket.buffered.max',
    instrument: 'gauge',
    unit: 'By',
    seriesBudget: 2,
    attributes: [a.websocketSide],
    brief: 'Bytes that wait to be sent on the slowest open connection',
  },
});
