// The headers that the standard OTEL_EXPORTER_OTLP_*HEADERS variables add to each request of a signal.

/** W3C baggage format, as the OTLP exporter specification says: key=value pairs, percent-encoded. */
export function headersOf(environment: NodeJS.ProcessEnv, signal: 'traces' | 'metrics' | 'logs'): Record<string, string> {
  const pairs = [environment.OTEL_EXPORTER_OTLP_HEADERS, environment[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_HEADERS`]]
    .flatMap((list) => (list ?? '').split(','))
    .filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())];
    }),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
