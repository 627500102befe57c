// S07: random paths, methods, hosts, agents and headers make neither series nor memory.

import { METHODS } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { HTTP_METHODS, type Metric, metric, OTHER } from '../../instrumentation/vocabulary/index.ts';
import { seeded } from '../fault/support/random.ts';
import { REPETITIONS, SEED } from '../fault/support/repetitions.ts';
import { figure } from '../support/figures.ts';
import { type Decoded, readMetrics } from '../support/otlp.ts';
import { receiveRaw } from '../support/raw-receiver.ts';
import { type RunningApp, type RunOptions, sendTo, startApp } from '../support/run-app.ts';
import { textsOf } from '../support/secrets.ts';
import { waitFor } from '../support/wait.ts';

const REQUESTS = REPETITIONS > 1 ? 100_000 : 20_000;
/** For a busy machine. */
const TIMEOUT_MS = REPETITIONS > 1 ? 900_000 : 180_000;
/** Of them these name a host to ask, each another one. */
const ASKING = 1_500;
const MB = 1024 * 1024;
const ADDED_BYTES = 30 * MB;
/** A young generation that stays small: the growth of Node's own would be most of what is measured. */
const FLAGS = ['--expose-gc', '--max-semi-space-size=2'];
const METRICS = '/v1/metrics';
const TRACES = '/v1/traces';
/** Requests written at once on one connection. */
const PIPELINED = 100;
/** Ordinary requests before, all alike: what load costs by itself is there then, and what is added comes from the labels. */
const WARM = 10_000;
const ORDINARY = 'GET /same HTTP/1.1\r\nHost: same.test\r\nUser-Agent: same/1\r\nContent-Length: 0\r\n\r\n';
/** Node answers others itself, or upgrades. */
const USABLE = METHODS.filter((method) => !['CONNECT', 'HEAD'].includes(method));

/** Bytes; `live` is what is left after a collection. */
interface Memory {
  readonly rss: number;
  readonly live: number;
}

describe(`${REQUESTS} requests of strangers, seed ${SEED}`, function () {
  this.timeout(TIMEOUT_MS);
  let receiver: Awaited<ReturnType<typeof receiveRaw>>;
  let points: { readonly metric: string; readonly attributes: Record<string, unknown>; readonly value: number }[] = [];
  const random = seeded(SEED);
  const text = textsOf(random);
  let app: RunningApp | undefined;
  let port = 0;
  let isObserved = false;
  const spansSent = () => receiver.requests.filter(({ path }) => path === TRACES).length;
  const added = { bare: { rss: 0, live: 0 }, observed: { rss: 0, live: 0 } };

  before(async () => {
    receiver = await receiveRaw();
    const env = { ...sendTo(receiver.endpoint), OTEL_BSP_SCHEDULE_DELAY: '20' };
    added.bare = await endure({ preload: false });
    await end();
    added.observed = await endure({ env });
    const seen = receiver.requests.length;
    await waitFor(
      'one more export of metrics',
      () => receiver.requests.slice(seen).filter(({ path }) => path === METRICS).length > 2,
      15_000,
    );
    const bodies = receiver.requests.filter(({ path }) => path === METRICS).map(({ body }) => body);
    points = bodies.slice(-2).flatMap(pointsOf);
  });
  after(async () => {
    await end();
    receiver.close();
  });

  /** Memory that the storm adds, in bytes; the application goes on afterwards. */
  async function endure(options: RunOptions): Promise<Memory> {
    isObserved = options.preload !== false;
    app = startApp('stormed.mjs', { ...options, flags: FLAGS, killAfterMs: TIMEOUT_MS });
    await app.printed('port ');
    port = Number(/port (\d+)/.exec(app.stdout())?.[1]);
    await storm(WARM, () => ORDINARY);
    const before = await memory();
    await storm(REQUESTS, (at) => requestOf(at < ASKING));
    const after = await memory();
    return { rss: after.rss - before.rss, live: after.live - before.live };
  }
  async function end(): Promise<void> {
    app?.child.kill('SIGKILL');
    await app?.ended;
  }

  function requestOf(asks: boolean): string {
    const method = random.pick(USABLE);
    const headers = [
      `Host: ${text(12)}.test`,
      `User-Agent: ${text(24)}/${random.between(0, 999)}`,
      `X-${text(8)}: ${text(16)}`,
      ...(asks ? [`X-Ask: ${text(14).toLowerCase()}.test`] : []),
    ];
    return `${method} /${text(10)}/${text(20)}?${text(6)}=${text(6)} HTTP/1.1\r\n${headers.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`;
  }

  // Over a few connections, one after the other, so that the process is busy and the machine isn't.
  async function storm(count: number, request: (at: number) => string): Promise<void> {
    for (let sent = 0; sent < count; ) {
      const socket = connect(port, '127.0.0.1');
      const before = spansSent();
      for (let left = 10; left > 0 && sent < count; left -= 1) {
        const many = Math.min(PIPELINED, count - sent);
        const requests = Array.from({ length: many }, (_, at) => request(sent + at)).join('');
        await new Promise<void>((answered, failed) => {
          let answers = 0;
          const onData = (chunk: Buffer) => {
            answers += chunk.toString('latin1').split('HTTP/1.1 ').length - 1;
            if (answers < many) return;
            socket.off('data', onData);
            answered();
          };
          socket.on('data', onData).once('error', failed).write(requests);
        });
        sent += many;
      }
      socket.destroy();
      // As quick as delivery, so that what is measured are labels and not a full queue.
      if (isObserved) await waitFor('delivery', () => spansSent() > before, 15_000);
    }
  }

  async function memory(): Promise<Memory> {
    const read: Memory[] = [];
    for (let reads = 0; reads < 5; reads += 1) read.push((await (await fetch(`http://127.0.0.1:${port}/memory`)).json()) as Memory);
    return { rss: Math.min(...read.map(({ rss }) => rss)), live: Math.min(...read.map(({ live }) => live)) };
  }

  it('make no more series of any metric than its budget', () => {
    const budgets = new Map((Object.values(metric) as Metric[]).map(({ name, seriesBudget }) => [name, seriesBudget]));
    const series = new Map<string, Set<string>>();
    for (const { metric: name, attributes } of points) {
      const known = series.get(name) ?? new Set();
      series.set(name, known.add(JSON.stringify(attributes)));
    }
    expect(series.size).to.be.greaterThan(5);
    // The overflow series is one more.
    for (const [name, known] of series) expect(known.size, name).to.be.at.most((budgets.get(name) ?? 0) + 1);
    figure(
      'S07',
      'series beyond the budget and its overflow',
      Math.max(...[...series].map(([name, known]) => known.size - (budgets.get(name) ?? 0) - 1), 0),
    );
    figure('S07', 'most series of a metric', Math.max(...[...series.values()].map(({ size }) => size)));
  });

  it(`call unknown methods ${OTHER}, and fold hosts that have no room into one series, with a count`, () => {
    const methods = new Set(
      points
        .filter(({ metric: name }) => name === metric.httpServerRequestDuration.name)
        .map(({ attributes }) => attributes['http.request.method']),
    );
    expect([...methods]).to.include(OTHER);
    expect([...methods].every((method) => [...HTTP_METHODS, OTHER].includes(String(method)))).to.equal(true);
    const calls = points.filter(({ metric: name }) => name === metric.httpClientRequestDuration.name);
    expect(calls.some(({ attributes }) => attributes['otel.metric.overflow'] === true)).to.equal(true);
    const folded = points.filter(({ metric: name }) => name === metric.telemetryFolded.name);
    expect(Math.max(...folded.map(({ value }) => value))).to.be.greaterThan(ASKING / 3);
  });

  it(`add at most ${ADDED_BYTES / MB} MB of live memory to what they cost without the preload`, () => {
    const told = JSON.stringify(added);
    expect(added.observed.live - added.bare.live, told).to.be.at.most(ADDED_BYTES);
    figure('S07', 'live memory beyond bare', (added.observed.live - added.bare.live) / MB, 'MB');
    figure('S07', 'resident memory beyond bare', (added.observed.rss - added.bare.rss) / MB, 'MB');
    // The resident set is shown and not judged: it differs from run to run by more than the limit, with the same live memory.
  });
});

function pointsOf(body: Buffer) {
  return readMetrics(body).resourceMetrics.flatMap(({ scopeMetrics }: Decoded) =>
    scopeMetrics.flatMap(({ metrics }: Decoded) =>
      metrics.flatMap((data: Decoded) =>
        (data.sum ?? data.gauge ?? data.histogram).dataPoints.map((point: Decoded) => ({
          metric: data.name,
          attributes: Object.fromEntries(
            point.attributes.map(({ key, value }: Decoded) => [key, value.stringValue ?? value.boolValue ?? value.intValue]),
          ),
          value: Number(point.asDouble ?? point.asInt ?? point.count),
        })),
      ),
    ),
  );
}
