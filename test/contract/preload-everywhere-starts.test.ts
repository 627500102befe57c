// However Node is told to load the preload, and whatever OpenTelemetry the application brings itself, the application runs and is seen once.

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { REGISTER, runApp, sendTo } from '../support/run-app.ts';
import { type ScratchApp, writeApp } from '../support/scratch-app.ts';
import { Sink } from '../support/sink.ts';

const ROOT = join(import.meta.dirname, '../..');
const APPS = join(ROOT, 'test/fixtures/apps');
const SERVER = 2;
const coded = (stderr: string) => stderr.match(/PERAGUS-\d+/g) ?? [];

/** Runs with a sink and gives what arrived there. */
async function observe(app: string, options: Parameters<typeof runApp>[1] = {}) {
  const sink = new Sink();
  try {
    const ended = await runApp(app, { ...options, env: { ...sendTo(await sink.listen()), ...options.env } });
    return { ...ended, spans: sink.spans, requests: sink.bodies.length };
  } finally {
    await sink.close();
  }
}

for (const [nodeName, node] of NODES) {
  describe(`The preload on ${nodeName}`, () => {
    it('works in NODE_OPTIONS', async () => {
      const { code, spans, stderr } = await observe('notes-import.mjs', {
        preload: false,
        node,
        env: { NODE_OPTIONS: `--import=${REGISTER}` },
      });
      expect({ code, coded: coded(stderr) }).to.deep.equal({ code: 0, coded: [] });
      expect(spans.filter(({ kind, name }) => kind === SERVER && name === 'GET /users/:user/notes/:note')).to.have.lengthOf(2);
    });

    it('observes TypeScript whose types Node strips', async () => {
      const app = writeApp({
        'package.json': '{"type":"module"}',
        'app.ts': `import serve from ${JSON.stringify(join(APPS, 'notes.cjs'))};
import express, { type Express } from ${JSON.stringify(join(ROOT, 'node_modules/express/index.js'))};
import Database from ${JSON.stringify(join(ROOT, 'node_modules/better-sqlite3/lib/index.js'))};
import winston from ${JSON.stringify(join(ROOT, 'node_modules/winston/lib/winston.js'))};
const factory: () => Express = express; void factory;
await serve({ express, Database, winston });`,
      });
      const { code, spans } = await observe(app.at('app.ts'), { node });
      app.remove();
      expect(code).to.equal(0);
      expect(spans.map(({ name }) => name)).to.include.members(['GET /users/:user/notes/:note', 'INSERT notes']);
    });

    it('says in one line that --require is the wrong flag, and the application runs', async () => {
      const { code, stdout, stderr } = await observe('ends.mjs', {
        preload: false,
        node,
        args: ['naturally'],
        flags: ['--require', join(ROOT, 'dist/instrumentation/require.cjs')],
      });
      expect({ code, stdout, coded: coded(stderr) }).to.deep.equal({ code: 0, stdout: 'working\n', coded: ['PERAGUS-012'] });
    });

    it('declines in one line next to an SDK that was registered before it, and sends nothing', async () => {
      const { code, stderr, requests } = await observe('own-sdk.mjs', { node, flags: ['--import', join(APPS, 'own-sdk-first.mjs')] });
      expect({ code, requests, coded: coded(stderr) }).to.deep.equal({ code: 0, requests: 0, coded: ['PERAGUS-010'] });
    });

    it('takes the spans of an SDK that the application registers after it, in the same trace, and says so in one line', async () => {
      const { code, stdout, stderr, spans } = await observe('own-sdk.mjs', { node });
      expect({ code, stdout, coded: coded(stderr) }).to.deep.equal({ code: 0, stdout: 'own exporter: \n', coded: ['PERAGUS-010'] });
      const server = spans.find(({ kind }) => kind === SERVER);
      expect(spans.find(({ name }) => name === 'own work')?.parentSpanId).to.equal(server?.spanId);
    });
  });
}

describe("The application's own copy of the OpenTelemetry API", () => {
  const apps: ScratchApp[] = [];
  after(() => {
    for (const app of apps) app.remove();
  });

  // The real package with another version in it.
  function withApi(version: string): string {
    const app = writeApp({
      'app.mjs':
        "import { trace } from '@opentelemetry/api'; const span = trace.getTracer('own').startSpan('own work'); span.end(); console.log(span.isRecording !== undefined);",
    });
    apps.push(app);
    const copy = app.at('node_modules/@opentelemetry/api');
    cpSync(join(ROOT, 'node_modules/@opentelemetry/api'), copy, { recursive: true });
    for (const file of [
      'package.json',
      'dist/version.mjs',
      'dist/version.cjs',
      'dist/internal/global-utils.mjs',
      'dist/internal/global-utils.cjs',
    ]) {
      writeFileSync(join(copy, file), readFileSync(join(copy, file), 'utf8').replaceAll('1.10.0', version));
    }
    return app.at('app.mjs');
  }

  it('joins ours when it is older', async () => {
    const { spans, stderr } = await observe(withApi('1.9.1'));
    expect({ names: spans.map(({ name }) => name), coded: coded(stderr) }).to.deep.equal({ names: ['own work'], coded: [] });
  });

  it('is told in one line when it is newer, since its spans are lost', async () => {
    const { code, spans, stderr } = await observe(withApi('1.11.0'));
    expect({ code, spans: spans.length, coded: coded(stderr) }).to.deep.equal({ code: 0, spans: 0, coded: ['PERAGUS-011'] });
    expect(stderr).to.include('1.11.0').and.include('1.10.0');
  });
});
