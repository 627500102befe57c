// S01: what applications do with secrets by mistake ends at the process: searched for as bytes, in protobuf, in JSON and on stderr.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { SEED } from '../fault/support/repetitions.ts';
import { startRedis } from '../support/fake-redis.ts';
import type { FakeServer } from '../support/fake-server.ts';
import { figure } from '../support/figures.ts';
import { receiveRaw } from '../support/raw-receiver.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { makeSecrets, piecesOf } from '../support/secrets.ts';

const SECRETS = 60;
const CHANNELS = 14;
const secrets = makeSecrets(SEED);
const RESOURCE = 'deployment.environment.name=test,db.password=';

/** Ways out: our encoder, JSON, and the SDK's exporters, which a file asks for. */
for (const way of ['http/protobuf', 'http/json', 'OTEL_CONFIG_FILE']) {
  describe(`secrets of an application, sent by ${way}, seed ${SEED}`, function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), 'peragus-secrets-'));
    const file = join(folder, 'secrets.json');
    let redis: FakeServer;
    let ended: Ended;
    let bodies: Buffer[] = [];
    let paths: string[] = [];
    before(async () => {
      redis = await startRedis();
      const receiver = await receiveRaw();
      writeFileSync(file, JSON.stringify(secrets));
      const plain = secrets.filter(({ hasShape }) => !hasShape).map(({ value }) => value);
      const env = {
        ...sendTo(receiver.endpoint),
        // An export on a busy machine takes longer than the usual interval of the tests.
        OTEL_METRIC_EXPORT_INTERVAL: '10000',
        ...(way === 'OTEL_CONFIG_FILE'
          ? { OTEL_CONFIG_FILE: configFile(folder, receiver.endpoint) }
          : { OTEL_EXPORTER_OTLP_PROTOCOL: way }),
        OTEL_RESOURCE_ATTRIBUTES: RESOURCE + encodeURIComponent(plain[0] ?? ''),
        REDIS_PORT: String(redis.port),
      };
      ended = await runApp('secrets.mjs', { env, args: [file, `--password=${plain[1]}`] });
      receiver.close();
      bodies = receiver.requests.map(({ body }) => body);
      paths = [...new Set(receiver.requests.map(({ path }) => path))];
    });
    after(async () => {
      await redis.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it(`lets none of ${SECRETS} secrets out through ${CHANNELS} channels`, () => {
      expect(ended.stderr.split('\n').filter((line) => line.startsWith('peragus:'))).to.deep.equal([]);
      expect(ended).to.include({ code: 0 });
      expect(ended.stdout).to.include(`${CHANNELS} channels`);
      expect(secrets).to.have.length(SECRETS);
      expect(paths).to.include.members(['/v1/traces', '/v1/logs', '/v1/metrics']);
      const leaks = secrets.flatMap((secret) =>
        piecesOf(secret).flatMap((piece) =>
          bodies
            .map((body) => ({ body, at: body.indexOf(piece) }))
            .filter(({ at }) => at >= 0)
            .slice(0, 1)
            .map(({ body, at }) => `${secret.kind}: ${body.subarray(Math.max(0, at - 80), at + piece.length + 8).toString('latin1')}`),
        ),
      );
      expect(leaks).to.deep.equal([]);
      figure('S01', `secrets of ${SECRETS} found by ${way}`, leaks.length);
    });

    it('keeps the names of attributes, numbers that are no secret, and plain words', () => {
      const whole = Buffer.concat(bodies).toString('latin1');
      const ofResource = way === 'OTEL_CONFIG_FILE' ? [] : ['db.password'];
      for (const name of ['url.query', 'app.note', 'app.tokens', 'password', 'apiKey', 'x-api-key', 'api_key=REDACTED', ...ofResource]) {
        expect(whole, name).to.include(name);
      }
      expect(whole).to.include('plain words stay').and.include('page=2');
    });
  });
}

/** A declarative configuration that sends all three signals as JSON. */
function configFile(folder: string, endpoint: string): string {
  const exporter = (signal: string) => ({ otlp_http: { endpoint: `${endpoint}/v1/${signal}`, encoding: 'json' } });
  const path = join(folder, 'otel.yaml');
  const configuration = {
    file_format: '1.0',
    propagator: { composite: [{ tracecontext: null }, { baggage: null }] },
    tracer_provider: { processors: [{ batch: { schedule_delay: 50, exporter: exporter('traces') } }] },
    logger_provider: { processors: [{ batch: { schedule_delay: 50, exporter: exporter('logs') } }] },
    meter_provider: { readers: [{ periodic: { interval: 10_000, timeout: 10_000, exporter: exporter('metrics') } }] },
  };
  writeFileSync(path, stringify(configuration));
  return path;
}
