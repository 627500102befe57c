// Every library that is instrumented by file or by Node's own means is seen inside an esbuild bundle too.

import { join } from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import { NODES } from '../support/nodes.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { type ScratchApp, writeApp } from '../support/scratch-app.ts';
import { Sink } from '../support/sink.ts';

const ROOT = join(import.meta.dirname, '../..');
const BANNER = "import { createRequire as banner } from 'node:module'; const require = banner(import.meta.url);";
const WS = { 'ws 8': 'ws', 'ws 7': join(ROOT, 'test/fixtures/ws7/node_modules/ws') };

async function bundle(app: ScratchApp, format: 'cjs' | 'esm', ws: string): Promise<string> {
  const outfile = app.at(format === 'esm' ? 'bundle.mjs' : 'bundle.cjs');
  await build({
    entryPoints: [join(ROOT, 'test/fixtures/apps/many-static.mjs')],
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format,
    external: ['better-sqlite3', 'bufferutil', 'utf-8-validate'],
    alias: ws === 'ws' ? {} : { ws },
    outfile,
    logLevel: 'error',
    ...(format === 'esm' ? { banner: { js: BANNER } } : {}),
  });
  return outfile;
}

// Node 22 warns of node:sqlite, with its process id.
const outputOf = ({ code, signal, stdout, stderr }: Ended) => ({ code, signal, stdout, stderr: stderr.replace(/\(node:\d+\)/g, '(node)') });

for (const [nodeName, node] of NODES) {
  for (const [version, ws] of Object.entries(WS)) {
    for (const format of ['cjs', 'esm'] as const) {
      describe(`A bundle of format ${format} with ${version} on ${nodeName}`, () => {
        const sink = new Sink();
        let bare: Ended;
        let observed: Ended;

        before(async () => {
          const app = writeApp({}, { 'node_modules/better-sqlite3': join(ROOT, 'node_modules/better-sqlite3') });
          const file = await bundle(app, format, ws);
          const env = { ...sendTo(await sink.listen()), PERAGUS_LOG_CORRELATION: 'false', OTEL_METRIC_EXPORT_INTERVAL: '500' };
          bare = await runApp(file, { preload: false, env, node });
          observed = await runApp(file, { env, node });
          app.remove();
        });
        after(() => sink.close());

        it('behaves as without the preload', () => {
          expect(outputOf(observed)).to.deep.equal(outputOf(bare));
          expect(bare.stdout).to.match(/heard say[\s\S]*1 2\n3\nhello\n/);
        });

        it('has the message, both SQLite libraries, both children and the fetch as one tree', () => {
          const message = sink.spans.find(({ name }) => name.startsWith('receive room:* say'));
          const below = sink.spans.filter(({ parentSpanId, traceId }) => parentSpanId === message?.spanId && traceId === message?.traceId);
          expect(below.map(({ name }) => name).sort()).to.deep.equal(['GET', 'SELECT', 'SELECT', 'spawn node', 'spawn node']);
          expect(sink.logs.filter(({ spanId }) => spanId === message?.spanId).map(({ body }) => body)).to.include.members([
            'heard say',
            '1 2',
            '3',
          ]);
        });

        it("has the application's own prom-client counter", () => {
          const points = sink.points.filter(({ metric, attributes }) => metric === 'bundle_visits_total' && attributes.way === 'socket');
          expect(points.at(-1)?.value).to.equal(1);
        });
      });
    }
  }
}
