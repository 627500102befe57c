// S06: trace context and baggage leave for allowed hosts only, seen on the wire.

import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { runApp } from '../support/run-app.ts';

const CLIENTS = ['http', 'fetch', 'ws'];

async function arrived(hosts: string): Promise<Record<string, string[]>> {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', PERAGUS_FLUSH_DEADLINE: '0', PERAGUS_PROPAGATION_HOSTS: hosts };
  const { stdout, code } = await runApp('calls-hosts.mjs', { env, args: ['127.0.0.1', 'localhost'] });
  expect(code).to.equal(0);
  return JSON.parse(stdout) as Record<string, string[]>;
}

describe('calls to hosts that are not on the list', () => {
  it(`carry no trace context and no baggage, by ${CLIENTS.length} clients and after a redirect`, async () => {
    const headers = await arrived('127.0.0.1');
    for (const client of CLIENTS) {
      expect(headers[`/${client}/127.0.0.1`], client).to.deep.equal(['traceparent', 'baggage']);
      expect(headers[`/${client}/localhost`], client).to.deep.equal([]);
    }
    expect(headers['/redirected']).to.deep.equal([]);
    const leaked = [...CLIENTS.map((client) => `/${client}/localhost`), '/redirected'].flatMap((path) => headers[path] ?? []);
    figure('S06', 'headers to hosts that are not allowed', leaked.length);
  });

  it('are none where there is no list', async () => {
    const headers = await arrived('');
    for (const sent of CLIENTS.flatMap((client) => [headers[`/${client}/127.0.0.1`], headers[`/${client}/localhost`]])) {
      expect(sent).to.deep.equal(['traceparent', 'baggage']);
    }
    expect(headers['/redirected']).to.deep.equal(['traceparent', 'baggage']);
  });
});
