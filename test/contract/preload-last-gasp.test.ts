// Spans and log records that wait when the process ends at once are delivered all the same.

import { expect } from 'chai';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';
import { SpoolFolder } from '../support/spool.ts';

// Nothing is sent before the end: the queues wait for a minute and hold more than there is.
const SLOW = {
  OTEL_BSP_SCHEDULE_DELAY: '60000',
  OTEL_BLRP_SCHEDULE_DELAY: '60000',
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '5000',
  OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '5000',
};
const momentsIn = (sink: Sink) => new Set(sink.spans.filter(({ name }) => name.startsWith('moment ')).map(({ spanId }) => spanId)).size;
const linesIn = (sink: Sink) => sink.logs.filter(({ body }) => /^line \d+$/.test(String(body))).length;

describe('the last telemetry of a process', () => {
  for (const [protocol, code] of [
    ['http/json', 5],
    ['http/protobuf', 5],
  ] as const) {
    it(`arrives when process.exit follows at once, over ${protocol}`, async () => {
      const sink = new Sink();
      const env = { ...sendTo(await sink.listen()), ...SLOW, OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
      const ended = await runApp('last-moments.mjs', { env, args: ['exit'] });
      await sink.close();
      expect({ code: ended.code, stderr: ended.stderr }).to.deep.equal({ code, stderr: '' });
      if (protocol === 'http/json') expect([momentsIn(sink), linesIn(sink)]).to.deep.equal([1000, 1000]);
      else expect(sink.bodies.filter((body) => body.includes('moment 999'))).to.have.lengthOf(1);
    });
  }

  for (const way of ['throw', 'rejection']) {
    it(`arrives when the process dies by an uncaught ${way}: 1000 of 1000 spans and log records`, async () => {
      const sink = new Sink();
      const ended = await runApp('last-moments.mjs', { env: { ...sendTo(await sink.listen()), ...SLOW }, args: [way] });
      await sink.close();
      expect(ended.code).to.equal(1);
      expect([momentsIn(sink), linesIn(sink)]).to.deep.equal([1000, 1000]);
    });
  }

  it('holds the spans that were still open, marked as unfinished', async () => {
    const sink = new Sink();
    await runApp('last-moments.mjs', { env: { ...sendTo(await sink.listen()), ...SLOW }, args: ['exit'] });
    await sink.close();
    const open = sink.spans.filter(({ name }) => name === 'still open');
    expect(open.map(({ attributes }) => attributes['peragus.unfinished'])).to.deep.equal([true]);
    expect(sink.spans.filter(({ attributes }) => 'peragus.unfinished' in attributes)).to.have.lengthOf(1);
  });

  it('goes with the headers and to the address of its signal', async () => {
    const [all, own] = [new Sink(), new Sink()];
    const env = {
      ...sendTo(await all.listen()),
      ...SLOW,
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${await own.listen()}/own/logs`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-key=logs',
    };
    await runApp('last-moments.mjs', { env, args: ['exit', '3'] });
    await Promise.all([all.close(), own.close()]);
    expect([momentsIn(all), linesIn(all), momentsIn(own), linesIn(own)]).to.deep.equal([3, 0, 0, 3]);
    expect([all.requests, own.requests]).to.deep.equal([[{ path: '/v1/traces', key: 'a b' }], [{ path: '/own/logs', key: 'logs' }]]);
  });

  it('is not sent twice when the process ends by itself', async () => {
    const sink = new Sink();
    const ended = await runApp('last-moments.mjs', { env: { ...sendTo(await sink.listen()), ...SLOW }, args: ['naturally'] });
    await sink.close();
    expect(ended.code).to.equal(0);
    expect([sink.spans.filter(({ name }) => name.startsWith('moment ')).length, linesIn(sink)]).to.deep.equal([1000, 1000]);
  });

  it('that nobody takes waits in the spool: 4 spans, 3 lines of the application; exit code and output stay', async () => {
    const spool = new SpoolFolder();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', ...SLOW, ...spool.env };
    const ended = await runApp('last-moments.mjs', { env, args: ['exit', '3'] });
    expect([ended.code, ended.stdout, ended.stderr]).to.deep.equal([5, 'line 0\nline 1\nline 2\n', '']);
    expect(spool.spans()).to.deep.equal(['moment 0', 'moment 1', 'moment 2', 'still open']);
    expect(spool.lines()).to.include.members(['line 0', 'line 1', 'line 2']);
    spool.remove();
  });

  it('that nobody takes and nothing may keep is said to be lost in one line', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', ...SLOW, PERAGUS_SPOOL_DIR: 'off' };
    const ended = await runApp('last-moments.mjs', { env, args: ['exit', '3'] });
    expect([ended.code, ended.stdout]).to.deep.equal([5, 'line 0\nline 1\nline 2\n']);
    expect(ended.stderr).to.match(/^peragus: PERAGUS-006 The last telemetry could not be delivered within 2000 ms, nor kept [^\n]*\n$/);
  });

  for (const kept of ['in the spool', 'nowhere']) {
    it(`ends no later than the deadline when the Collector never answers, kept ${kept}`, async () => {
      const sink = new Sink();
      sink.silent = true;
      const spool = kept === 'nowhere' ? { PERAGUS_SPOOL_DIR: 'off' } : {};
      const env = { ...sendTo(await sink.listen()), ...SLOW, ...spool, PERAGUS_FLUSH_DEADLINE: '300' };
      const startedMs = performance.now();
      const ended = await runApp('last-moments.mjs', { env, args: ['exit', '3'] });
      const tookMs = performance.now() - startedMs;
      await sink.close();
      expect(ended.code).to.equal(5);
      expect(ended.stderr.includes('within 300 ms')).to.equal(kept === 'nowhere');
      // The test's own limit: far above the deadline, far below the 2 s default and the 10 s that exporters may wait.
      expect(tookMs).to.be.lessThan(10_000);
    });
  }

  it('needs no sender process when only our own start-up line waits', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', ...SLOW, PERAGUS_SPOOL_DIR: 'off' };
    const end = (count: string) => runApp('last-moments.mjs', { env, args: ['exit', count, '/no/such/node'] });
    const [withNothing, withThree] = await Promise.all([end('0'), end('3')]);
    expect([withNothing.code, withThree.code]).to.deep.equal([5, 5]);
    expect(withNothing.stderr).to.equal('');
    expect(withThree.stderr).to.include('PERAGUS-006');
  });
});
