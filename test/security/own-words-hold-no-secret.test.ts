// S02: what the preload says of itself, as verbosely as it can, holds no secret of its settings; its start-up line holds none of them at all.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { startApp } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';
import { waitFor } from '../support/wait.ts';

const SECRETS = ['canary-header', 'canary-signal-header', 'canary-user', 'canary-query', 'canary-resource', 'canary-setting'];

describe('a preload that says all it can about itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'peragus-verbose-'));
  const sink = new Sink();
  let endpoint = '';
  before(async () => {
    endpoint = await sink.listen();
  });
  after(async () => {
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const environment = (host: string): Record<string, string> => ({
    PERAGUS_LOG_LEVEL: 'debug',
    OTEL_LOG_LEVEL: 'all',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://admin:canary-user@${host}/?token=canary-query`,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20canary-header,x-api-key=canary-header',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'authorization=Bearer%20canary-signal-header',
    OTEL_RESOURCE_ATTRIBUTES: 'db.password=canary-resource,service.namespace=peragus',
    // A secret in the wrong place makes a warning.
    OTEL_EXPORTER_OTLP_TIMEOUT: 'password=canary-setting',
    OTEL_METRIC_EXPORT_INTERVAL: '300',
    OTEL_BSP_SCHEDULE_DELAY: '50',
    TMPDIR: folder,
  });

  for (const [what, host] of [
    ['a Collector that refuses connections', () => '127.0.0.1:9'],
    ['a Collector that answers', () => new URL(endpoint).host],
  ] as const) {
    it(`writes none of ${SECRETS.length} secrets to stdout, stderr or its report, with ${what}`, async () => {
      const app = startApp('talks-verbosely.mjs', { env: environment(host()) });
      await app.printed('started');
      const report = await waitFor('the report', () => readAll(folder), 10_000);
      const { stdout, stderr, code } = await app.ended;
      expect(code).to.equal(0);
      expect(stderr).to.match(/peragus: .* is observed: /);
      const found = SECRETS.filter((secret) => [stdout, stderr, report].some((said) => said.includes(secret)));
      expect(found, [stdout, stderr, report].join('\n')).to.deep.equal([]);
      figure('S02', `secrets of ${SECRETS.length} found`, found.length);
      expect(sink.bodies.join('\n')).to.not.match(/canary-/);
    });
  }

  it('names in its start-up line the service and the libraries only', async () => {
    const { stderr } = await startApp('talks-verbosely.mjs', { env: environment('127.0.0.1:9') }).ended;
    const [line = ''] = /^peragus: .* is observed: .*$/m.exec(stderr) ?? [];
    expect(line).to.match(/^peragus: [\w@./-]+ is observed: [a-z0-9-]+(?:, [a-z0-9-]+)*$/);
  });
});

/** All files below the folder that belong to reports. */
function readAll(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.json'),
  );
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
}
