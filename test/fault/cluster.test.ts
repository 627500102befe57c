// R18: a cluster of four, one of them killed. Each is an instance of its own, the survivors lose nothing, and counters add up.

import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { REGISTER, runApp, sendTo } from '../support/run-app.ts';
import { SpoolFolder } from '../support/spool.ts';
import { FaultSink } from './support/fault-sink.ts';
import { REPETITIONS } from './support/repetitions.ts';

const LINES = 100;

describe('R18: a cluster of four workers, one of them killed', function () {
  this.timeout(20_000 + 15_000 * REPETITIONS);

  it(`has distinct instances, and its survivors lose 0 of ${3 * LINES} lines; their counters are series of their own`, async () => {
    for (let round = 0; round < REPETITIONS; round += 1)
      await FaultSink.use(async (sink) => {
        const spool = new SpoolFolder();
        const env = { ...sendTo(sink.endpoint), ...spool.env, OTEL_BLRP_SCHEDULE_DELAY: '60000', OTEL_METRIC_EXPORT_INTERVAL: '60000' };
        const ended = await runApp('cluster-crowd.mjs', { env, args: [REGISTER, String(LINES)] });
        expect([ended.code, ended.stdout.trim().split('\n').at(-1)]).to.deep.equal([0, 'workers 0:0 1:0 2:0 3:SIGKILL']);
        const perInstance = new Map<string, number>();
        for (const key of sink.received.keys('logs')) {
          const [instance = '', number] = key.split('#');
          if (number !== undefined) perInstance.set(instance, (perInstance.get(instance) ?? 0) + 1);
        }
        expect([...perInstance.values()]).to.deep.equal([LINES, LINES, LINES]);
        const served = sink.received.points('http.server.request.duration').filter(({ value }) => value > 0);
        expect(served.map(({ value }) => value)).to.deep.equal([1, 1, 1]);
        expect(new Set(served.map(({ instance }) => instance)).size).to.equal(3);
        expect(spool.files()).to.deep.equal([]);
        figure('R18', 'lost of survivors', 3 * LINES - [...perInstance.values()].reduce((sum, count) => sum + count, 0), 'lines');
        figure('R18', 'instances of 3 survivors', perInstance.size);
        spool.remove();
      });
  });
});
