// Whatever is wrong with us ends in at most one coded line, and the application runs.

import { join } from 'node:path';
import { expect } from 'chai';
import { REGISTER, runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const fixture = (name: string) => join(import.meta.dirname, '../fixtures/apps', name);
const ours = (stderr: string) => stderr.split('\n').filter((line) => line.includes('PERAGUS-'));

describe('the preload', () => {
  it('declines on Node 20 in one line, and the application runs', async () => {
    const { code, stdout, stderr } = await runApp('ends.mjs', { args: ['naturally'], flags: ['--import', fixture('old-node.mjs')] });
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: 'working\n' });
    expect(ours(stderr)).to.have.lengthOf(1);
    expect(ours(stderr)[0]).to.match(/PERAGUS-001 Node v20\.20\.2 is not supported/);
  });

  it('loaded twice works once and says so in one line', async () => {
    const sink = new Sink();
    const env = sendTo(await sink.listen());
    const { code, stderr } = await runApp('notes-import.mjs', { env: { ...env, NODE_OPTIONS: `--import ${REGISTER}?second` } });
    await sink.close();
    expect(code).to.equal(0);
    expect(ours(stderr).map((line) => line.slice(9, 20))).to.deep.equal(['PERAGUS-002']);
    expect(sink.spans.filter((span) => span.name === 'GET /boom')).to.have.lengthOf(1);
  });

  it('does nothing at all with OTEL_SDK_DISABLED=true', async () => {
    const sink = new Sink();
    const env = sendTo(await sink.listen());
    const { stdout, stderr } = await runApp('ends.mjs', { args: ['naturally'], env: { ...env, OTEL_SDK_DISABLED: 'true' } });
    await sink.close();
    expect({ stdout, stderr, requests: sink.bodies.length }).to.deep.equal({
      stdout: 'working\n',
      stderr: 'a line on stderr\n',
      requests: 0,
    });
  });

  it('says in one line that no Collector is there, and the exit code stays', async () => {
    const { code, stderr } = await runApp('ends.mjs', {
      args: ['by-exit-code'],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    });
    expect(code).to.equal(4);
    expect(ours(stderr)).to.have.lengthOf(1);
    expect(ours(stderr)[0]).to.include('PERAGUS-006').and.include('ECONNREFUSED');
  });

  it('lets a process end by itself when no Collector is there and metrics are exported every 100 ms', async () => {
    const { code, signal } = await runApp('ends.mjs', {
      args: ['naturally'],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_METRIC_EXPORT_INTERVAL: '100' },
    });
    // One that doesn't end is killed after 30 s.
    expect({ code, signal }).to.deep.equal({ code: 0, signal: null });
  });

  it('warns once for each of 3 wrong settings, uses the defaults and shows no secret', async () => {
    const sink = new Sink();
    const endpoint = await sink.listen();
    const wrong = {
      OTEL_METRIC_EXPORT_INTERVAL: 'soon',
      OTEL_TRACES_SAMPLER: 'sometimes',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'nonsense://user:canary-password@host',
    };
    const { code, stderr } = await runApp('ends.mjs', { args: ['naturally'], env: { ...sendTo(endpoint), ...wrong } });
    await sink.close();
    expect(code).to.equal(0);
    expect(ours(stderr).filter((line) => line.includes('PERAGUS-004'))).to.have.lengthOf(3);
    expect(stderr).to.not.include('canary-password');
  });

  it('looks up no name and connects to nothing but the Collector', async () => {
    const sink = new Sink();
    const endpoint = await sink.listen();
    const { stdout } = await runApp('ends.mjs', {
      args: ['naturally'],
      env: sendTo(endpoint),
      flags: ['--import', fixture('lookups.mjs')],
    });
    await sink.close();
    const places = stdout.split('\n').filter((line) => /^(lookup|connect) /.test(line));
    expect(places).to.have.length.greaterThan(0);
    expect([...new Set(places)]).to.deep.equal([`connect ${new URL(endpoint).host}`]);
  });

  it('keeps 10 MB lines and fields within the length limits of the store', async () => {
    const sink = new Sink();
    const { stdout } = await runApp('hostile-values.mjs', { env: sendTo(await sink.listen()) });
    await sink.close();
    expect(stdout).to.include('survived');
    const long = sink.logs.find((log) => log.body === 'hostile long');
    expect(String(long?.attributes.value)).to.have.lengthOf(4096);
    expect(Math.max(...sink.bodies.map((body) => body.length))).to.be.lessThan(1_000_000);
  });
});
