// The application's own spans and records, made through the API, and ours: one trace, one sampling decision, one way out.

import { join } from 'node:path';
import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink, type SpanRecord } from '../support/sink.ts';

const APP = 'both-kinds.mjs';
const LOADED_URLS = join(import.meta.dirname, '../fixtures/apps/loaded-urls.mjs');
const OURS = '@peragus/observability';
const [SERVER, CLIENT] = [2, 3];
const CHAIN = ['caller', 'GET client', 'GET server', 'own work', 'SELECT notes'];

const run = async (args: string[], env: Record<string, string> = {}, more: { node?: string; flags?: string[] } = {}) => {
  const sink = new Sink();
  const ended = await runApp(APP, { env: { ...sendTo(await sink.listen()), OTEL_METRICS_EXPORTER: 'none', ...env }, args, ...more });
  await sink.close();
  return { sink, ...ended };
};
const labelOf = ({ name, kind }: SpanRecord): string => (name !== 'GET' ? name : kind === CLIENT ? 'GET client' : 'GET server');

for (const [name, path] of NODES) {
  describe(`Spans of both kinds on ${name}`, () => {
    let result: Awaited<ReturnType<typeof run>>;
    const find = (label: string): SpanRecord => {
      const span = result.sink.spans.find((each) => labelOf(each) === label);
      if (!span) throw new Error(`No ${label} among ${result.sink.spans.map(labelOf).join(', ')}`);
      return span;
    };
    before(async () => {
      result = await run(['1'], {}, { node: path });
      expect([result.code, result.stderr]).to.deep.equal([0, '']);
    });

    it('are parents of each other, in one trace', () => {
      const chain = CHAIN.map(find);
      expect(chain.map(({ traceId }) => traceId)).to.deep.equal(chain.map(() => chain[0]?.traceId));
      expect(chain.map(({ parentSpanId }) => parentSpanId)).to.deep.equal(['', ...chain.slice(0, -1).map(({ spanId }) => spanId)]);
      expect(chain.map(({ scope }) => scope)).to.deep.equal(['the application', OURS, OURS, 'the application', OURS]);
    });

    it('are told apart by nothing that the application sees', () => {
      const { traceId, spanId, attributes, events } = find('GET server');
      expect(result.stdout).to.include(`entry ${traceId} ${spanId}`);
      expect(attributes).to.include({ 'app.key': 'value' });
      expect(events).to.deep.equal([{ name: 'app event', attributes: { size: 1 } }]);
      expect(find('own work').attributes).to.deep.equal({ step: 1 });
    });

    it('carry the baggage of the application, and the records of both', () => {
      expect(result.stdout).to.include('a book');
      const { traceId, spanId } = find('own work');
      const lines = result.sink.logs.filter(({ attributes }) => attributes['log.logger'] !== 'peragus');
      const inside = lines.filter((line) => line.traceId === traceId && line.spanId === spanId);
      expect(inside.map(({ body }) => body)).to.have.members(['inside', 'emitted']);
      expect(new Set(result.sink.spans.map(({ resource }) => resource['service.instance.id'])).size).to.equal(1);
    });
  });
}

describe('The decision of a sampler', () => {
  it('is one for both kinds: each trace is whole or not there', async () => {
    const env = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' };
    const { sink, stdout } = await run(['100'], env);
    const traces = Map.groupBy(sink.spans, ({ traceId }) => traceId);
    for (const [traceId, spans] of traces) expect(spans.map(labelOf), traceId).to.have.members(CHAIN);
    // Of 100 coins, one in a billion throws lies outside.
    expect(traces.size).to.be.within(20, 80);
    expect(stdout.match(/^entry /gm)).to.have.lengthOf(traces.size);
  });

  it('leaves log records their trace where spans are left out', async () => {
    const { sink } = await run(['1'], { OTEL_TRACES_SAMPLER: 'always_off' });
    expect(sink.spans).to.deep.equal([]);
    const [inside, emitted] = ['inside', 'emitted'].map((text) => sink.logs.find(({ body }) => body === text));
    expect(inside?.traceId).to.match(/^[\da-f]{32}$/);
    expect([inside?.traceId, inside?.spanId]).to.deep.equal([emitted?.traceId, emitted?.spanId]);
  });
});

describe("The SDK's tracers and loggers", () => {
  const loadedBy = async (uses: string) => {
    const { sink, stdout } = await run(['1', uses], {}, { flags: ['--import', LOADED_URLS] });
    expect(sink.spans.some(({ kind }) => kind === SERVER)).to.equal(true);
    return [...new Set(stdout.match(/(?<=^loaded @opentelemetry\/)sdk-(?:trace|logs)(?=\/)/gm))].sort();
  };

  it('are not loaded while nobody makes spans or records through the API', async () => {
    expect(await loadedBy('nothing')).to.deep.equal([]);
  });

  it('are loaded when somebody does', async () => {
    expect(await loadedBy('api')).to.deep.equal(['sdk-logs', 'sdk-trace']);
  });
});
