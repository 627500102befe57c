// Every port of the stack: what listens there, its default and the variable that moves it.

export interface PortEntry {
  /** Variable that moves the port. */
  readonly variable: string;
  readonly default: number;
  /** What listens there, as people call it. */
  readonly title: string;
}

export const PORTS = {
  web: { variable: 'PERAGUS_WEB_PORT', default: 8080, title: 'Srcbook page' },
  api: { variable: 'PERAGUS_API_PORT', default: 2150, title: 'Srcbook API' },
  otlpGrpc: { variable: 'PERAGUS_OTLP_GRPC_PORT', default: 4317, title: 'Collector, OTLP over gRPC' },
  otlpHttp: { variable: 'PERAGUS_OTLP_HTTP_PORT', default: 4318, title: 'Collector, OTLP over HTTP' },
  browserDoor: { variable: 'PERAGUS_BROWSER_DOOR_PORT', default: 4319, title: 'Browser door' },
  browserCollector: { variable: 'PERAGUS_BROWSER_COLLECTOR_PORT', default: 4329, title: 'Collector, behind the browser door' },
  prometheus: { variable: 'PERAGUS_PROMETHEUS_PORT', default: 9090, title: 'Prometheus' },
  loki: { variable: 'PERAGUS_LOKI_PORT', default: 3100, title: 'Loki' },
  tempo: { variable: 'PERAGUS_TEMPO_PORT', default: 3200, title: 'Tempo' },
  alertmanager: { variable: 'PERAGUS_ALERTMANAGER_PORT', default: 9093, title: 'Alertmanager' },
  grafana: { variable: 'PERAGUS_GRAFANA_PORT', default: 3000, title: 'Grafana' },
  dashboards: { variable: 'PERAGUS_DASHBOARDS_PORT', default: 3001, title: 'Dashboards, where there is no Grafana' },
  onCall: { variable: 'PERAGUS_ON_CALL_PORT', default: 9094, title: 'On-call inbox (webhook receiver)' },
  canary: { variable: 'PERAGUS_CANARY_PORT', default: 9095, title: 'Pipeline canary' },
  tempoOtlp: { variable: 'PERAGUS_TEMPO_OTLP_PORT', default: 4338, title: 'Tempo, OTLP over HTTP' },
  lokiGrpc: { variable: 'PERAGUS_LOKI_GRPC_PORT', default: 9096, title: 'Loki, internal gRPC' },
  tempoGrpc: { variable: 'PERAGUS_TEMPO_GRPC_PORT', default: 9097, title: 'Tempo, internal gRPC' },
  collectorMetrics: { variable: 'PERAGUS_COLLECTOR_METRICS_PORT', default: 8888, title: 'Collector, own metrics' },
  collectorHealth: { variable: 'PERAGUS_COLLECTOR_HEALTH_PORT', default: 13133, title: 'Collector, health' },
} as const satisfies Record<string, PortEntry>;

export type PortName = keyof typeof PORTS;
export type Ports = Readonly<Record<PortName, number>>;

/**
 * Reads the ports from the environment.
 * @throws Error when a variable is not a whole number from 1 to 65535 or two parts are given the same port.
 */
export function readPorts(environment: NodeJS.ProcessEnv): Ports {
  const ports: Partial<Record<PortName, number>> = {};
  const takenBy = new Map<number, string>();
  for (const [name, entry] of Object.entries(PORTS) as [PortName, PortEntry][]) {
    const text = environment[entry.variable];
    const port = text === undefined || text === '' ? entry.default : Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      throw new Error(`${entry.variable} is "${text}"; it takes a whole number from 1 to 65535.`);
    }
    const other = takenBy.get(port);
    if (other) throw new Error(`${entry.variable} and ${other} are both ${port}; give each its own port.`);
    takenBy.set(port, entry.variable);
    ports[name] = port;
  }
  return ports as Ports;
}
