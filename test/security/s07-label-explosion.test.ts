// S07: random paths, methods, hosts, agents and headers make neither series nor memory.

import { METHODS } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { HTTP_METHODS, type Metric, metric, OTHER } from '../../instrumentation/vocabulary/index.ts';
import { seeded } from '../fault/support/random.ts';
import { REPETITIONS, SEED } from '../fault/support/repetitions.ts';
import { type RunningApp, sendTo, startApp } from '../support/run-app.ts';
import { textsOf } from '../support/secrets.ts';
import { Sink } from '../support/sink.ts';

const REQUESTS = REPETITIONS > 1 ? 100_000 : 20_000;
/** Of them these name a host to ask, each another one. */
const ASKING = 1_500;
const ADDED_RSS_BYTES = 30 * 1024 * 1024;
/** Requests written at once on one connection. */
const PIPELINED = 100;
const WARM = 4_000;
/** Node answers others itself, or upgrades. */
const USABLE = METHODS.filter((method) => !['CONNECT', 'HEAD'].includes(method));

describe(`${REQUESTS} requests of strangers, seed ${SEED}`, function () {
  this.timeout(180_000);
  const sink = new Sink();
  const random = seeded(SEED);
  const text = textsOf(random);
  let app: RunningApp;
  let port = 0;
  let addedBytes = 0;

  before(async () => {
    const env = { ...sendTo(await sink.listen()), OTEL_BSP_SCHEDULE_DELAY: '20' };
    app = startApp('stormed.mjs', { env, flags: ['--expose-gc'] });
    await app.printed('port ');
    port = Number(/port (\d+)/.exec(app.stdout())?.[1]);
    await storm(WARM, 0);
    const before = await memory();
    await storm(REQUESTS, ASKING);
    addedBytes = (await memory()) - before;
    await sink.until('the series of the calls', ({ points }) =>
      points.some(({ metric: name }) => name === metric.httpClientRequestDuration.name),
    );
    const last = sink.bodies.length;
    await sink.until('one more export', ({ bodies }) => bodies.length > last + 2);
  });
  after(async () => {
    app.child.kill('SIGKILL');
    await app.ended;
    await sink.close();
  });

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
  async function storm(count: number, asking: number): Promise<void> {
    for (let sent = 0; sent < count; ) {
      const socket = connect(port, '127.0.0.1');
      for (let left = 10; left > 0 && sent < count; left -= 1) {
        const many = Math.min(PIPELINED, count - sent);
        const requests = Array.from({ length: many }, (_, at) => requestOf(sent + at < asking)).join('');
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
        // Bodies would fill this process's memory.
        sink.spans.length = 0;
        sink.bodies.length = 0;
      }
      socket.destroy();
    }
  }

  async function memory(): Promise<number> {
    const values: number[] = [];
    for (let read = 0; read < 5; read += 1) values.push(Number(await (await fetch(`http://127.0.0.1:${port}/memory`)).text()));
    return Math.min(...values);
  }

  it('make no more series of any metric than its budget', () => {
    const budgets = new Map((Object.values(metric) as Metric[]).map(({ name, seriesBudget }) => [name, seriesBudget]));
    const series = new Map<string, Set<string>>();
    for (const { metric: name, attributes } of sink.points) {
      const known = series.get(name) ?? new Set();
      series.set(name, known.add(JSON.stringify(attributes)));
    }
    if (process.env.PERAGUS_SHOW) console.log(Object.fromEntries([...series].map(([name, known]) => [name, known.size])));
    expect(series.size).to.be.greaterThan(5);
    // The overflow series is one more.
    for (const [name, known] of series) expect(known.size, name).to.be.at.most((budgets.get(name) ?? 0) + 1);
  });

  it(`call unknown methods ${OTHER}, and fold hosts that have no room into one series, with a count`, () => {
    const methods = new Set(
      sink.points
        .filter(({ metric: name }) => name === metric.httpServerRequestDuration.name)
        .map(({ attributes }) => attributes['http.request.method']),
    );
    expect([...methods]).to.include(OTHER);
    expect([...methods].every((method) => [...HTTP_METHODS, OTHER].includes(String(method)))).to.equal(true);
    const calls = sink.points.filter(({ metric: name }) => name === metric.httpClientRequestDuration.name);
    expect(calls.some(({ attributes }) => attributes['otel.metric.overflow'] === true)).to.equal(true);
    const folded = sink.points.filter(({ metric: name }) => name === metric.telemetryFolded.name);
    expect(Math.max(...folded.map(({ value }) => value))).to.be.greaterThan(ASKING / 3);
  });

  it(`add at most ${ADDED_RSS_BYTES / 1024 / 1024} MB of memory`, () => {
    if (process.env.PERAGUS_SHOW) console.log(`${(addedBytes / 1024 / 1024).toFixed(1)} MB added`);
    expect(addedBytes).to.be.at.most(ADDED_RSS_BYTES);
  });
});
