// OTLP/HTTP JSON requests for tests: builds them, and posts them to the Collector.

export type Fields = Record<string, unknown>;

/** An attribute map as OTLP writes it. */
export function keyValues(fields: Fields): object[] {
  return Object.entries(fields).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: unknown): object {
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  if (typeof value === 'object' && value !== null) return { kvlistValue: { values: keyValues(value as Fields) } };
  return { stringValue: String(value) };
}

/** Nanoseconds since 1970, as the text that OTLP JSON wants. */
export function nowNanos(offsetMs = 0): string {
  return `${BigInt(Math.round(Date.now() + offsetMs)) * 1_000_000n}`;
}

const scope = { name: 'test', version: '1' };

export function traces(resource: Fields, spans: readonly object[]): object {
  return { resourceSpans: [{ resource: { attributes: keyValues(resource) }, scopeSpans: [{ scope, spans }] }] };
}

export function logs(resource: Fields, logRecords: readonly object[]): object {
  return { resourceLogs: [{ resource: { attributes: keyValues(resource) }, scopeLogs: [{ scope, logRecords }] }] };
}

export function metrics(resource: Fields, list: readonly object[]): object {
  return { resourceMetrics: [{ resource: { attributes: keyValues(resource) }, scopeMetrics: [{ scope, metrics: list }] }] };
}

/** Posts one request; fails unless the Collector takes it. */
export async function postOtlp(baseUrl: string, signal: 'traces' | 'logs' | 'metrics', request: object): Promise<void> {
  const response = await fetch(`${baseUrl}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`The Collector answered ${response.status} to ${signal}: ${text}`);
}
