// Community instrumentations come with their library, not before, and bring no values: pg and redis by require, import and file URL.

import { join } from 'node:path';
import { expect } from 'chai';
import { strangersIn } from '../support/closed-world.ts';
import { startPostgres } from '../support/fake-postgres.ts';
import { startRedis } from '../support/fake-redis.ts';
import type { FakeServer } from '../support/fake-server.ts';
import { NODES } from '../support/nodes.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { writeApp } from '../support/scratch-app.ts';
import { Sink, type SpanRecord } from '../support/sink.ts';

const FACTS = join(import.meta.dirname, '../fixtures/apps/print-facts.mjs');
const SERVER = 2;
const ERROR = 2;
const NOTHING_SENT = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
const withoutLoaded = (stdout: string) => stdout.replace(/^loaded .*\n/gm, '');

let postgres: FakeServer;
let redis: FakeServer;
before(async () => {
  postgres = await startPostgres();
  redis = await startRedis();
});
after(() => Promise.all([postgres.close(), redis.close()]));
const ports = () => ({ PG_PORT: String(postgres.port), REDIS_PORT: String(redis.port) });

for (const [nodeName, node] of NODES) {
  for (const app of ['stores-require.cjs', 'stores-import.mjs', 'stores-file-url.mjs']) {
    describe(`pg and redis by ${app} on ${nodeName}`, () => {
      const sink = new Sink();
      let bare: Ended;
      let observed: Ended;
      const below = (scope: string): SpanRecord[] => {
        const server = sink.spans.find(({ kind }) => kind === SERVER);
        return sink.spans.filter(
          (span) => span.scope === `@opentelemetry/instrumentation-${scope}` && span.parentSpanId === server?.spanId,
        );
      };

      before(async () => {
        const env = { ...sendTo(await sink.listen()), ...ports() };
        [bare, observed] = await Promise.all([runApp(app, { preload: false, env, node }), runApp(app, { env, node })]);
      });
      after(() => sink.close());

      it('changes nothing that the application prints', () => {
        expect(bare.stdout).to.include('200 42\n').and.include('canary-value');
        expect({ ...observed, stdout: withoutLoaded(observed.stdout) }).to.deep.equal({ ...bare, stdout: withoutLoaded(bare.stdout) });
      });

      it('loads an instrumentation when its library is loaded, and no other', () => {
        const loaded = observed.stdout.match(/^loaded .*$/gm);
        const whole = app.endsWith('.cjs') ? ['loaded before ', 'loaded between pg'] : [];
        expect(loaded).to.deep.equal([...whole, 'loaded pg,redis']);
      });

      it('makes spans of statements below the request, without literals, escapes and dollar quotes', () => {
        const statements = below('pg').filter(({ attributes }) => attributes['db.query.text']);
        expect(statements.map(({ name }) => name)).to.deep.equal(['SELECT answers', 'SELECT answers', 'SELECT answers']);
        expect(statements.map(({ attributes }) => attributes['db.query.text'])).to.deep.equal([
          'SELECT answer FROM answers WHERE question = $1',
          'SELECT answer FROM "answers" WHERE a = ? AND b = ? AND c = ?',
          'SELECT broken_on_purpose FROM answers WHERE n = ?',
        ]);
        expect(statements.map(({ status }) => status)).to.deep.equal([0, 0, ERROR]);
      });

      it('makes spans of Redis commands below the request, without keys and values', () => {
        expect(below('redis').map(({ attributes }) => attributes['db.query.text'])).to.deep.equal(['SET ? ?', 'GET ?', 'BOOM ?']);
      });

      it('lets none of the values out, nor the error messages that quote them', () => {
        expect(sink.bodies.join('\n').match(/canary[-\w]*/g)).to.equal(null);
      });

      it('brings no name that the vocabulary lacks under our own scope', () => {
        expect(strangersIn(sink)).to.deep.equal([]);
      });
    });
  }
}

describe('Community instrumentations', () => {
  const loadedWith = async (env: Record<string, string>) =>
    (await runApp('stores-require.cjs', { env: { ...NOTHING_SENT, ...ports(), ...env } })).stdout.match(/^loaded (?!b).*$/m)?.[0];

  it('are left alone by name with OTEL_NODE_DISABLED_INSTRUMENTATIONS', async () => {
    expect(await loadedWith({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'redis' })).to.equal('loaded pg');
  });

  it('are the only ones with OTEL_NODE_ENABLED_INSTRUMENTATIONS', async () => {
    expect(await loadedWith({ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'redis,http' })).to.equal('loaded redis');
  });

  it('leave a version that they do not support as it is; the fact says so', async () => {
    const app = writeApp({
      'node_modules/pg/package.json': JSON.stringify({ name: 'pg', version: '99.0.0' }),
      'node_modules/pg/index.js': 'exports.Client = class { query() { return 42; } };',
      'app.cjs': "console.log(new (require('pg').Client)().query());",
    });
    const { code, stdout, stderr } = await runApp(app.at('app.cjs'), { env: NOTHING_SENT, flags: ['--import', FACTS] });
    app.remove();
    expect({ code, stderr, lines: stdout.trim().split('\n') }).to.deep.equal({
      code: 0,
      stderr: '',
      lines: [
        '42',
        'fact pg main 99.0.0 require @opentelemetry/instrumentation-pg has nothing to patch here in 99.0.0, it supports >=8.0.3 <9',
      ],
    });
  });
});
