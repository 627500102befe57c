// The door at which a Prometheus may scrape the metrics: off unless OTEL_METRICS_EXPORTER names prometheus.

import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { PrometheusExporter, type PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import type { CollectionResult, MetricCollectOptions, MetricProducer, MetricReader } from '@opentelemetry/sdk-metrics';
import { CODES, complain, reasonOf } from '../../errors.ts';
import { hideServer } from '../../signals/own-servers.ts';
import { maskedMetrics } from '../exporters/masked-metrics.ts';
import { asInPrometheus } from './names.ts';
import { textOf } from './text.ts';

/** Opens the door for what a provider of meters and the producers have. */
export function openDoor(host: string, port: number, producers: MetricProducer[], beforeEach: () => void): MetricReader {
  const door = new Door(host, port, producers, beforeEach);
  door.startServer().catch((error: unknown) => {
    complain(CODES.doorClosed, `Prometheus can't scrape this process at ${host}:${port} (${reasonOf(error)}); all else works.`);
  });
  return door;
}

class Door extends PrometheusExporter {
  readonly #beforeEach: () => void;

  constructor(host: string, port: number, producers: MetricProducer[], beforeEach: () => void) {
    super({ host, port, metricProducers: producers, preventServerStart: true });
    this.#beforeEach = beforeEach;
    const inner = this as unknown as { readonly _server: Server; _serializer: Pick<PrometheusSerializer, 'serialize'> };
    inner._serializer = { serialize: textOf };
    const { _server: server } = inner;
    hideServer(server);
    // The exporter unrefs its server, but not the connections that a scraper keeps open.
    server.on('connection', (socket: Socket) => socket.unref());
    // Refused listening is told by startServer; without a listener, any later error would end the application.
    server.on('error', () => {});
  }

  override async collect(options?: MetricCollectOptions): Promise<CollectionResult> {
    this.#beforeEach();
    const { resourceMetrics, errors } = await super.collect(options);
    return { resourceMetrics: asInPrometheus(maskedMetrics(resourceMetrics)), errors };
  }
}
