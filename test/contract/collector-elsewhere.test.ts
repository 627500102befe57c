// Other stores than those here, by environment only: whole addresses, a tenant, and a vendor's key out of a file.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { logs, metrics, nowNanos, postOtlp, traces } from '../support/otlp-json.ts';
import { waitFor } from '../support/wait.ts';

const RESOURCE = { 'service.name': 'elsewhere', 'service.instance.id': '1' };
const POINT = { name: 'process.uptime', unit: 's', gauge: { dataPoints: [{ timeUnixNano: nowNanos(), asDouble: 1 }] } };
const SPAN = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  name: 'GET /',
  kind: 2,
  startTimeUnixNano: nowNanos(-20),
  endTimeUnixNano: nowNanos(-10),
};

describe('a gateway whose stores are elsewhere', function () {
  this.timeout(60_000);
  const scratch = mkdtempSync(join(tmpdir(), 'peragus-elsewhere-'));
  const key = join(scratch, 'key');
  const seen: { readonly path: string; readonly tenant: unknown; readonly key: unknown }[] = [];
  const vendor = createServer((request, response) => {
    seen.push({ path: request.url ?? '', tenant: request.headers['x-scope-orgid'], key: request.headers['api-key'] });
    request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  });
  let gateway: CollectorRun | undefined;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
    writeFileSync(key, 'k-1\n', { mode: 0o600 });
    await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
    gateway = await CollectorRun.start('gateway', {
      environment: {
        PERAGUS_METRICS_OTLP_URL: `${url}/otlp/v1/metrics`,
        PERAGUS_LOGS_OTLP_URL: `${url}/otlp/v1/logs`,
        PERAGUS_TRACES_OTLP_URL: `${url}/ingest/traces`,
        PERAGUS_STORES_TENANT: 'team-a',
        PERAGUS_STORES_TOKEN_FILE: key,
        PERAGUS_STORES_TOKEN_HEADER: 'api-key',
        PERAGUS_STORES_TOKEN_SCHEME: '',
      },
    });
  });
  after(async () => {
    await gateway?.remove();
    vendor.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('sends all 3 signals to the addresses that are set, with the tenant, and with the key that the file has', async () => {
    const door = gateway?.otlpUrl ?? '';
    await postOtlp(door, 'traces', traces(RESOURCE, [SPAN]));
    await postOtlp(door, 'logs', logs(RESOURCE, [{ timeUnixNano: nowNanos(), body: { stringValue: 'hello' } }]));
    await postOtlp(door, 'metrics', metrics(RESOURCE, [POINT]));
    const paths = ['/ingest/traces', '/otlp/v1/logs', '/otlp/v1/metrics'];
    await waitFor('all 3', () => paths.every((path) => seen.some((one) => one.path === path)), 15_000);
    for (const one of seen) expect(one).to.deep.include({ tenant: 'team-a', key: 'k-1' });
  });
});
