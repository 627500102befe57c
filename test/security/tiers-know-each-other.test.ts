// S08: agent, gateway and stores know each other by certificates and tokens out of files, which are replaced while data flow, without a loss.

import { join } from 'node:path';
import { expect } from 'chai';
import { makeCertificate, makeToken } from '../../scripts/certificates.ts';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { postOtlp } from '../support/otlp-json.ts';
import { waitFor } from '../support/wait.ts';
import { oneSpan } from './support/otlp-client.ts';
import { ScratchSecurity } from './support/scratch-security.ts';
import { openStrictStore, type StrictStore } from './support/strict-store.ts';

const SPANS = 40;
const WITHIN_MS = 15_000;
/** 10 s in the fragments. */
const RELOAD = 'yaml:exporters::otlp_grpc/gateway::tls::reload_interval: 200ms';

describe('S08: tiers', function () {
  this.timeout(60_000);
  let security: ScratchSecurity;
  let store: StrictStore;
  let gateway: CollectorRun;
  let agent: CollectorRun;
  let agentTokenFile: string;
  let storeTokenFile: string;
  let storeToken: string;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
    security = new ScratchSecurity();
    agentTokenFile = join(security.folder, 'agent-token');
    storeTokenFile = join(security.folder, 'store-token');
    storeToken = makeToken();
    security.replace(agentTokenFile, `${security.token}\n`);
    security.replace(storeTokenFile, `${storeToken}\n`);
    store = await openStrictStore(security.door, 'api-key', storeToken);
    const stores = { PERAGUS_PROMETHEUS_URL: store.url, PERAGUS_LOKI_URL: store.url, PERAGUS_TEMPO_OTLP_URL: store.url };
    const storeAccess = {
      PERAGUS_STORES_TOKEN_FILE: storeTokenFile,
      PERAGUS_STORES_TOKEN_HEADER: 'api-key',
      PERAGUS_STORES_TOKEN_SCHEME: '',
      PERAGUS_STORES_CA_FILE: security.authority.cert,
    };
    gateway = await CollectorRun.start('gateway', { environment: { ...security.receiving, ...stores, ...storeAccess } });
    agent = await CollectorRun.start('agent', {
      environment: {
        PERAGUS_GATEWAY_ENDPOINT: gateway.grpcEndpoint,
        PERAGUS_GATEWAY_TOKEN_FILE: agentTokenFile,
        PERAGUS_GATEWAY_CA_FILE: security.authority.cert,
        PERAGUS_GATEWAY_CERT_FILE: security.client.cert,
        PERAGUS_GATEWAY_KEY_FILE: security.client.key,
      },
      more: [RELOAD],
    });
  });
  after(async () => {
    await agent?.remove();
    await gateway?.remove();
    store?.close();
    security?.remove();
  });

  let sent = 0;
  const send = async () => {
    for (let count = 0; count < SPANS; count += 1) await postOtlp(agent.otlpUrl, 'traces', JSON.parse(oneSpan()));
    sent += SPANS;
  };
  /** How often a Collector said that it has read a token anew. */
  const renewals = (collector: CollectorRun) => collector.log.split('refresh token').length - 1;
  const arrived = () => waitFor('all spans in the store', () => store.spans.size === sent, WITHIN_MS);

  it(`hand on ${SPANS} of ${SPANS} spans over TLS, with a client certificate and a token to the gateway, and a header of another name to the store`, async () => {
    await send();
    await arrived();
    expect(store.refused).to.deep.equal([]);
  });

  it(`lose 0 of ${3 * SPANS} spans while the agent's token and certificate are replaced: the gateway takes both tokens, the agent gets the new one, the old one goes`, async () => {
    const pids = [agent.pid, gateway.pid];
    const fresh = makeToken();
    security.replace(security.tokenFile, `${fresh}\n${security.token}\n`);
    await send();
    const taken = renewals(agent);
    security.replace(agentTokenFile, `${fresh}\n`);
    security.renew(security.client, makeCertificate(security.authority, security.folder, { name: 'client-new', days: 1 }));
    await send();
    await arrived();
    await waitFor('the new token at the agent', () => renewals(agent) > taken, WITHIN_MS);
    security.replace(security.tokenFile, `${fresh}\n`);
    await send();
    await arrived();
    const own = await agent.metrics();
    expect(own.sum('otelcol_exporter_sent_spans_total')).to.equal(sent);
    expect(own.sum('otelcol_exporter_send_failed_spans_total')).to.equal(0);
    expect([agent.pid, gateway.pid]).to.deep.equal(pids);
  });

  it("lose 0 spans while the store's token is replaced: the store takes both, the gateway gets the new one, the old one goes", async () => {
    const fresh = makeToken();
    store.tokens.add(fresh);
    security.replace(storeTokenFile, `${fresh}\n`);
    const isShown = async () => {
      await send();
      await arrived();
      return store.shown === fresh;
    };
    await waitFor('the new token at the store', isShown, WITHIN_MS);
    store.tokens.delete(storeToken);
    await send();
    await arrived();
    expect(store.refused).to.deep.equal([]);
  });

  it(`count ${SPANS} of ${SPANS} spans as failed when the gateway refuses the agent's token: OTLP takes that for final, which is why the new token goes first`, async () => {
    const before = renewals(agent);
    security.replace(agentTokenFile, `${makeToken()}\n`);
    await waitFor('the wrong token at the agent', () => renewals(agent) > before, WITHIN_MS);
    for (let count = 0; count < SPANS; count += 1) await postOtlp(agent.otlpUrl, 'traces', JSON.parse(oneSpan()));
    const failed = async () => (await agent.metrics()).sum('otelcol_exporter_send_failed_spans_total');
    await waitFor('all of them to be counted', async () => (await failed()) === SPANS, WITHIN_MS);
    expect(store.spans.size).to.equal(sent);
  });
});
