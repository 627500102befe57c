// Kinds of messages: one for each name, side, direction and type. What is the same for all of a kind is made once: attributes, series.

import type { Flat } from '../../signals/flat.ts';
import { type BoundCounter, type BoundHistogram, type Counter, counter, type Histogram, histogram } from '../../signals/metrics.ts';
import { attribute as a, metric, type WEBSOCKET_SIDES } from '../../vocabulary/index.ts';
import { type MessageName, nameAttributes, spanName } from './message-name.ts';

type Direction = 'receive' | 'transmit';

export interface MessageKind {
  readonly spanName: string;
  /** Attributes that all spans of the kind share. */
  readonly shared: Flat;
  readonly messages: BoundCounter;
  readonly io: BoundCounter;
  /** How long listeners took, where none failed; of messages that come in. */
  readonly duration: BoundHistogram | undefined;
  readonly durationLabels: Readonly<Record<string, string>>;
}

interface Instruments {
  readonly messages: Counter;
  readonly io: Counter;
  readonly duration: Histogram;
}
let made: Instruments | undefined;

/** Names are few (`MESSAGE_NAMES_MAX`) and always the same objects; each has at most eight kinds. */
const kinds = new Map<MessageName, (MessageKind | undefined)[]>();

/** The kind of a message with this name. */
export function kindOf(name: MessageName, side: (typeof WEBSOCKET_SIDES)[number], direction: Direction, isText: boolean): MessageKind {
  const index = (side === 'server' ? 4 : 0) + (direction === 'receive' ? 2 : 0) + (isText ? 1 : 0);
  let ofName = kinds.get(name);
  if (ofName === undefined) {
    ofName = new Array(8).fill(undefined);
    kinds.set(name, ofName);
  }
  ofName[index] ??= makeKind(name, side, direction, isText);
  return ofName[index];
}

/** Records that listeners failed at a message. */
export function recordFailed({ durationLabels }: MessageKind, errorType: string, seconds: number): void {
  instruments().duration.record(seconds, { ...durationLabels, [a.errorType.key]: errorType });
}

function makeKind(name: MessageName, side: string, direction: Direction, isText: boolean): MessageKind {
  const { messages, io, duration } = instruments();
  const way = { [a.websocketSide.key]: side, [a.networkIoDirection.key]: direction };
  const named = nameAttributes(name);
  const labels = { ...way, [a.websocketMessageType.key]: isText ? 'text' : 'binary', ...named };
  const durationLabels = { [a.websocketSide.key]: side, ...named };
  return {
    spanName: spanName(direction === 'receive' ? 'receive' : 'send', name),
    shared: Object.freeze(Object.entries(labels).flat()),
    messages: messages.bind(labels),
    io: io.bind(way),
    duration: direction === 'receive' ? duration.bind(durationLabels) : undefined,
    durationLabels,
  };
}

function instruments(): Instruments {
  made ??= {
    messages: counter(metric.websocketMessages),
    io: counter(metric.websocketIo),
    duration: histogram(metric.websocketMessageDuration),
  };
  return made;
}
