// Two tiers of real Collectors: agents that spread over gateways, these in front of one store, and what each trace has become.

import { CollectorRun } from '../../../support/collector-run.ts';
import { waitFor } from '../../../support/wait.ts';
import type { FaultSink } from '../../support/fault-sink.ts';
import { mustBeKept, type Sent, SPANS_A_TRACE, traceOf } from './spread-traces.ts';

const QUIET_MS = 1_500;
/** An attempt that an agent's own restart has interrupted is made again within 10 s. */
const FATE_WITHIN_MS = 20_000;
/** A first start so long past that it keeps nothing for its sake. */
const LONG_AGO_S = 0;

export class Tiers {
  /** The list that agents read when they start. */
  gateways: CollectorRun[] = [];
  agents: CollectorRun[] = [];
  readonly sink: FaultSink;
  readonly #all: CollectorRun[] = [];
  /** How long an agent waits for a gateway in one attempt. */
  readonly #patience: string;
  readonly #gatewayEnvironment: Readonly<Record<string, string>>;

  private constructor(sink: FaultSink, environment: Readonly<Record<string, string>>, patience: string) {
    this.sink = sink;
    this.#patience = patience;
    const { endpoint } = sink;
    this.#gatewayEnvironment = {
      PERAGUS_TEMPO_OTLP_URL: endpoint,
      PERAGUS_LOKI_URL: endpoint,
      PERAGUS_PROMETHEUS_URL: endpoint,
      ...environment,
    };
  }

  /** Two gateways behind two agents; removed in the end. */
  static async use(sink: FaultSink, environment: Readonly<Record<string, string>>, patience: string, run: (tiers: Tiers) => Promise<void>) {
    const tiers = new Tiers(sink, environment, patience);
    try {
      tiers.gateways = await Promise.all([tiers.startGateway(LONG_AGO_S), tiers.startGateway(LONG_AGO_S)]);
      tiers.agents = await Promise.all([tiers.#startAgent(), tiers.#startAgent()]);
      await run(tiers);
    } finally {
      await Promise.all(tiers.#all.map((collector) => collector.remove()));
    }
  }

  get doors(): string[] {
    return this.agents.map(({ otlpUrl }) => otlpUrl);
  }

  /** A gateway keeps what began before its start; `firstStartS` is the time of its first one, in s since 1970, now without it. */
  async startGateway(firstStartS?: number): Promise<CollectorRun> {
    let startS = firstStartS;
    const environment = {
      ...this.#gatewayEnvironment,
      get PERAGUS_COLLECTOR_STARTED_S() {
        return String(startS ?? Math.floor(Date.now() / 1000));
      },
    };
    const gateway = await CollectorRun.start('gateway', { environment });
    startS = undefined;
    return this.#keep(gateway);
  }

  async #startAgent(): Promise<CollectorRun> {
    const list = () => this.gateways.map(({ grpcEndpoint }) => grpcEndpoint).join(',');
    const environment = {
      PERAGUS_GATEWAY_PATIENCE: this.#patience,
      // Read again at each start.
      get PERAGUS_GATEWAYS() {
        return list();
      },
    };
    return this.#keep(await CollectorRun.start('agent', { environment }));
  }

  #keep(collector: CollectorRun): CollectorRun {
    this.#all.push(collector);
    return collector;
  }

  /** Sum of a metric over Collectors. */
  async sum(of: readonly CollectorRun[], name: string, labels: Record<string, string> = {}): Promise<number> {
    const all = await Promise.all(of.map((collector) => collector.metrics()));
    return all.reduce((sum, metrics) => sum + metrics.sum(name, labels), 0);
  }

  /** Settles when nothing waits any more: neither in a queue of an agent or a gateway, nor for a decision. */
  async settled(deadlineMs = 40_000): Promise<void> {
    const running = this.#all.filter(({ isRunning }) => isRunning);
    const isEmpty = async () => {
      // What a queue has handed out is in no counter until it has arrived: batches wait 0.5 s at most.
      const isQuiet = performance.now() - (this.sink.attempts('traces').at(-1)?.atMs ?? 0) > QUIET_MS;
      return (
        isQuiet && (await this.#haveSent()) && (await this.sum(running, 'otelcol_exporter_queue_size')) === 0 && (await this.#areDecided())
      );
    };
    await waitFor('queues and decisions', isEmpty, deadlineMs, 100);
  }

  /** What waits between two attempts is in no queue: agents have sent all that they took. */
  async #haveSent(): Promise<boolean> {
    const sent = await this.sum(this.agents, 'otelcol_exporter_sent_spans_total', { exporter: 'load_balancing/by_trace' });
    return sent >= (await this.sum(this.agents, 'otelcol_receiver_accepted_spans_total'));
  }

  /** The fate once it is as it should be, or after a time in which it should have become so. */
  async finalFate(sent: ReadonlyMap<number, Sent>, oneIn: number): Promise<Fate> {
    const isGood = () => {
      const { part, missing } = this.fateOf(sent, oneIn);
      return part + missing === 0;
    };
    await waitFor('whole traces', isGood, FATE_WITHIN_MS, 250).catch(() => undefined);
    return this.fateOf(sent, oneIn);
  }

  async #areDecided(): Promise<boolean> {
    const received = await this.sum(this.gateways, 'otelcol_processor_tail_sampling_new_trace_id_received_total');
    const decided = await this.sum(this.gateways, 'otelcol_processor_tail_sampling_global_count_traces_sampled_total');
    return received === decided;
  }

  /** What became of the traces. */
  fateOf(sent: ReadonlyMap<number, Sent>, oneIn: number): Fate {
    const stored = new Map<number, number>();
    for (const spanId of this.sink.received.keys('traces')) stored.set(traceOf(spanId), (stored.get(traceOf(spanId)) ?? 0) + 1);
    const fate: Fate = { whole: 0, none: 0, part: 0, missing: 0 };
    for (const [number, trace] of sent) {
      const spans = stored.get(number) ?? 0;
      if (spans === SPANS_A_TRACE) fate.whole += 1;
      else if (spans === 0) fate.none += 1;
      else fate.part += 1;
      if (spans === 0 && mustBeKept(trace, oneIn)) fate.missing += 1;
    }
    return fate;
  }
}

/** Traces of which all, none or a part is stored; and those of which nothing is, although they had to be kept. */
export interface Fate {
  whole: number;
  none: number;
  part: number;
  missing: number;
}
