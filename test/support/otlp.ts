// OTLP as the official definitions read it, and what a value should be read as.

import definitions from 'otlp-definitions/build/src/generated/root.js';

interface Type {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): unknown;
  toObject(message: unknown, options: object): Record<string, unknown>;
}
type Service = { readonly v1: Readonly<Record<string, Type>> };

/** What a decoded message is read as in the tests. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is that of the definitions, which have no types here.
export type Decoded = any;

/** The official messages, and the services that carry them. */
const { trace, logs, metrics } = (definitions as unknown as { opentelemetry: { proto: { collector: Record<string, Service> } } })
  .opentelemetry.proto.collector as Record<'trace' | 'logs' | 'metrics', Service>;

const read =
  (type: Type | undefined) =>
  (bytes: Uint8Array): Decoded => {
    if (!type) throw new Error('The definitions lack a type.');
    return type.toObject(type.decode(bytes), { longs: String, enums: Number, defaults: true, arrays: true, oneofs: true });
  };

export const readTraces = read(trace.v1.ExportTraceServiceRequest);
export const readLogs = read(logs.v1.ExportLogsServiceRequest);
export const readMetrics = read(metrics.v1.ExportMetricsServiceRequest);

/** An AnyValue as the definitions give it. */
export function anyValue(value: unknown): Decoded {
  if (typeof value === 'string') return { stringValue: value.toWellFormed(), value: 'stringValue' };
  if (typeof value === 'boolean') return { boolValue: value, value: 'boolValue' };
  if (typeof value === 'number') {
    const isInt = Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
    return isInt ? { intValue: String(BigInt(value)), value: 'intValue' } : { doubleValue: value, value: 'doubleValue' };
  }
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value), value: 'bytesValue' };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) }, value: 'arrayValue' };
  if (typeof value === 'object' && value !== null) return { kvlistValue: { values: keyValues(value) }, value: 'kvlistValue' };
  return {};
}

/** A list of KeyValues as the definitions give it. */
export function keyValues(attributes: object): Decoded[] {
  return Object.entries(attributes).map(([key, value]) => ({ key: key.toWellFormed(), value: anyValue(value) }));
}

/** Hexadecimal digits of an id. */
export function hexOf(...words: readonly number[]): string {
  return words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The bytes of a receiver's answer. */
export const answerOf = {
  traces: (answer: object): Uint8Array => encoded(trace.v1.ExportTraceServiceResponse, answer),
  logs: (answer: object): Uint8Array => encoded(logs.v1.ExportLogsServiceResponse, answer),
  metrics: (answer: object): Uint8Array => encoded(metrics.v1.ExportMetricsServiceResponse, answer),
};

function encoded(type: Type | undefined, message: object): Uint8Array {
  if (!type) throw new Error('The definitions lack a type.');
  return type.encode(message).finish();
}
