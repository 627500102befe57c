// Applications that esbuild made into one file are observed as they are; where a bundle has lost the names, the facts say so.

import { join } from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import { startPostgres } from '../support/fake-postgres.ts';
import { startRedis } from '../support/fake-redis.ts';
import { NODES } from '../support/nodes.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { type ScratchApp, writeApp } from '../support/scratch-app.ts';
import { Sink } from '../support/sink.ts';

const ROOT = join(import.meta.dirname, '../..');
const APPS = join(ROOT, 'test/fixtures/apps');
const FACTS = join(APPS, 'print-facts.mjs');
const SERVER = 2;
const CLIENT = 3;

/** Where `require` of a native or built-in module comes from in an ES module bundle; people add this by hand. */
const BANNER = "import { createRequire as banner } from 'node:module'; const require = banner(import.meta.url);";

async function bundle(app: ScratchApp, format: 'cjs' | 'esm', minify = false, entry = 'notes-static.cjs'): Promise<string> {
  const outfile = app.at(format === 'esm' ? 'bundle.mjs' : 'bundle.cjs');
  await build({
    entryPoints: [join(APPS, entry)],
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format,
    minify,
    external: ['better-sqlite3', 'pg-native'],
    outfile,
    logLevel: 'error',
    ...(format === 'esm' ? { banner: { js: BANNER } } : {}),
  });
  return outfile;
}

const linked = () => writeApp({}, { 'node_modules/better-sqlite3': join(ROOT, 'node_modules/better-sqlite3') });

for (const [nodeName, node] of NODES) {
  for (const format of ['cjs', 'esm'] as const) {
    describe(`A bundle of format ${format} on ${nodeName}`, () => {
      const sink = new Sink();
      let app: ScratchApp;
      let bare: Ended;
      let observed: Ended;

      before(async () => {
        app = linked();
        const file = await bundle(app, format);
        // Trace ids in winston's lines are asked for; here the output must be the same byte for byte.
        const env = { ...sendTo(await sink.listen()), PERAGUS_LOG_CORRELATION: 'false' };
        [bare, observed] = await Promise.all([runApp(file, { preload: false, env, node }), runApp(file, { env, node })]);
      });
      after(async () => {
        app.remove();
        await sink.close();
      });

      it('behaves as without the preload, lines and columns of stack traces included', () => {
        expect(bare.stdout)
          .to.include('200 /users/ada/notes/1')
          .and.match(/broken at load[\s\S]*bundle\.[cm]js:\d+:\d+/);
        expect(observed.stdout).to.equal(bare.stdout);
        expect(observed.code).to.equal(bare.code);
      });

      it('has routes and exceptions from the Express inside it', () => {
        const names = sink.spans.filter(({ kind }) => kind === SERVER).map(({ name }) => name);
        expect(names).to.include.members(['GET /users/:user/notes/:note', 'GET /boom']);
        const boom = sink.spans.find(({ name, kind }) => name === 'GET /boom' && kind === SERVER);
        expect(boom?.events.map(({ attributes }) => attributes['exception.type'])).to.deep.equal(['TypeError']);
      });

      it('has log records from the winston inside it and statements of the SQLite outside it, below the request', () => {
        const server = sink.spans.find(({ name }) => name === 'GET /users/:user/notes/:note');
        // On a busy machine the run lasts long enough for the finder to look at the plan of the SELECT.
        const lines = sink.logs.filter((log) => log.spanId === server?.spanId && log.attributes['log.logger'] !== 'peragus');
        expect(lines.map(({ body }) => body)).to.deep.equal(['read a note', 'printed 1']);
        const statements = sink.spans.filter(({ parentSpanId, kind }) => parentSpanId === server?.spanId && kind === CLIENT);
        expect(statements.map(({ name }) => name)).to.deep.equal(['INSERT notes', 'SELECT notes']);
      });
    });
  }
}

describe('pg and redis inside a bundle', () => {
  it('are seen by their community instrumentations, without values', async () => {
    const [postgres, redis, sink, app] = [await startPostgres(), await startRedis(), new Sink(), writeApp({})];
    const file = await bundle(app, 'cjs', false, 'stores-require.cjs');
    const env = { ...sendTo(await sink.listen()), PG_PORT: String(postgres.port), REDIS_PORT: String(redis.port) };
    const { code, stdout } = await runApp(file, { env });
    await Promise.all([postgres.close(), redis.close(), sink.close()]);
    app.remove();
    expect(code).to.equal(0);
    expect(stdout).to.include('200 42').and.include('loaded pg,redis');
    const texts = sink.spans.map(({ attributes }) => attributes['db.query.text']);
    expect(texts).to.include.members(['SELECT answer FROM "answers" WHERE a = ? AND b = ? AND c = ?', 'GET ?']);
    expect(sink.bodies.join('\n')).to.not.include('canary');
  });
});

describe('The facts about a bundle', () => {
  const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
  const factsOf = async (minify: boolean) => {
    const app = linked();
    const file = await bundle(app, 'cjs', minify);
    const { stdout } = await runApp(file, { env, flags: ['--import', FACTS] });
    app.remove();
    return stdout.split('\n').filter((line) => /^(fact|unmatched|opaque) /.test(line));
  };

  it('name each patched module with its version where the packages are still there', async () => {
    expect(await factsOf(false)).to.include.members([
      'fact router lib/layer.js 2.3.0 bundle applied',
      'fact winston lib/winston/logger.js 3.19.0 bundle applied',
      'fact better-sqlite3 lib/methods/wrappers.js 13.2.0 require applied',
    ]);
  });

  it('say that a minified one has lost the names of its modules', async () => {
    const facts = await factsOf(true);
    expect(facts.filter((line) => line.startsWith('opaque '))).to.have.lengthOf(1);
    expect(facts.filter((line) => line.includes(' bundle '))).to.deep.equal([]);
  });
});
