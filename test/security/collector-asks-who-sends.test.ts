// S08: who has no token, a wrong one, a foreign certificate or none, or speaks plainly, sends nothing; tokens and certificates are replaced
// without a restart.

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type SecureVersion } from 'node:tls';
import { expect } from 'chai';
import { makeAuthority, makeCertificate, makeToken } from '../../scripts/certificates.ts';
import { balancedLedger, CALM, complaintsIn } from '../fault/support/ledger-line.ts';
import { startNumbered } from '../fault/support/numbered-run.ts';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { figures } from '../support/figures.ts';
import { waitFor } from '../support/wait.ts';
import { type Client, callGrpc, post } from './support/otlp-client.ts';
import { ScratchSecurity } from './support/scratch-security.ts';

const UNAUTHENTICATED = 16;
const TAKEN_WITHIN_MS = 5_000;
const ITEMS = 50;
/** 10 s in fragments/secure-receive.yaml. */
const RELOAD = ['grpc', 'http'].map((protocol) => `yaml:receivers::otlp::protocols::${protocol}::tls::reload_interval: 200ms`);

describe('S08: the door of a gateway', function () {
  this.timeout(30_000);
  let security: ScratchSecurity;
  let collector: CollectorRun;
  let url: string;
  let grpc: string;
  let known: Client;
  const accepted = async () => (await collector.metrics()).sum('otelcol_receiver_accepted_spans_total');

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
  });
  beforeEach(async () => {
    security = new ScratchSecurity();
    collector = await CollectorRun.start('gateway', { environment: security.receiving, more: RELOAD });
    url = `${collector.otlpUrl.replace('http:', 'https:')}/v1/traces`;
    grpc = `https://${collector.grpcEndpoint}`;
    known = { ca: security.authority.cert, certificate: security.client, token: security.token };
  });
  afterEach(async () => {
    await collector.remove();
    security.remove();
  });

  it('answers 401, or 16 over gRPC, to 5 who have no right token, fails the handshake of 4 with no right certificate, and takes 0 of their spans', async () => {
    const foreign = makeAuthority(security.folder, 'foreign');
    const certificates = {
      none: undefined,
      foreign: makeCertificate(foreign, security.folder, { name: 'stranger' }),
      // The name is right, the signature isn't.
      forged: makeCertificate(foreign, security.folder, { name: 'client-too' }),
      expired: makeCertificate(security.authority, security.folder, { name: 'expired', days: 0 }),
    };
    await waitFor('the certificate to expire', () => isExpired(certificates.expired.cert), TAKEN_WITHIN_MS);
    const { token: _, ...nameless } = known;
    const wrong: Client[] = [
      nameless,
      { ...known, token: makeToken() },
      { ...known, token: '' },
      { ...known, token: `${security.token}x` },
      { ...known, scheme: 'Basic' },
    ];
    for (const client of wrong) {
      expect(await post(url, client)).to.equal(401);
      expect(await callGrpc(grpc, client)).to.equal(UNAUTHENTICATED);
    }
    for (const [what, certificate] of Object.entries(certificates)) {
      const { certificate: __, ...rest } = known;
      const client = certificate ? { ...rest, certificate } : rest;
      expect(await post(url, client), what).to.match(/CERTIFICATE|ALERT|EPROTO|ECONNRESET|EPIPE/);
      expect(await callGrpc(grpc, client), what).to.match(/CERTIFICATE|ALERT|EPROTO|ECONNRESET|EPIPE|HTTP2/);
    }
    figures('S08', { strangers: wrong.length + Object.keys(certificates).length, acceptedOfThem: await accepted() });
    expect(await accepted()).to.equal(0);
    expect(await post(url, known)).to.equal(200);
    expect(await callGrpc(grpc, known)).to.equal(0);
    expect(await accepted()).to.equal(1);
  });

  it('takes 0 spans in plain text, and speaks no TLS below 1.2', async () => {
    const { token } = security;
    expect(await post(url.replace('https:', 'http:'), { token })).to.equal(400);
    expect(await callGrpc(grpc.replace('https:', 'http:'), { token })).to.be.a('string');
    expect(await versionOf(collector.ports.otlpHttp, 'TLSv1.1')).to.match(/PROTOCOL/);
    expect(await accepted()).to.equal(0);
  });

  it('takes a new token beside the old one, then refuses the old one, in the same process', async () => {
    const { pid } = collector;
    const fresh = makeToken();
    const answers = async (token: string) => [await post(url, { ...known, token }), await callGrpc(grpc, { ...known, token })];
    security.replace(security.tokenFile, `${fresh}\n${security.token}\n`);
    await waitFor('the new token', async () => (await post(url, { ...known, token: fresh })) === 200, TAKEN_WITHIN_MS);
    expect(await answers(security.token)).to.deep.equal([200, 0]);
    security.replace(security.tokenFile, `${fresh}\n`);
    await waitFor('the end of the old token', async () => (await post(url, known)) === 401, TAKEN_WITHIN_MS);
    expect(await answers(security.token)).to.deep.equal([401, UNAUTHENTICATED]);
    expect(await answers(fresh)).to.deep.equal([200, 0]);
    expect(collector.pid).to.equal(pid);
  });

  it('shows a renewed certificate, and asks clients for those of a new authority, in the same process', async () => {
    const { pid } = collector;
    const authority = makeAuthority(security.folder, 'ca-2');
    const client = { ...known, certificate: makeCertificate(authority, security.folder, { name: 'client-2' }) };
    expect(await post(url, client)).to.be.a('string');
    security.renew(security.door, makeCertificate(security.authority, security.folder, { name: 'door-2', hosts: ['127.0.0.1'], days: 1 }));
    await waitFor('the renewed certificate', async () => (await nameOf(collector.ports.otlpHttp, known)) === 'door-2', TAKEN_WITHIN_MS);
    security.replace(security.clientAuthorityFile, readFileSync(authority.cert, 'utf8'));
    await waitFor('the new authority', async () => (await post(url, client)) === 200, TAKEN_WITHIN_MS);
    expect(await post(url, known)).to.be.a('string');
    expect(collector.pid).to.equal(pid);
  });

  it(`gets ${ITEMS} of ${ITEMS} spans and log lines of an application whose certificate and token are replaced after the gateway's, without a restart`, async () => {
    const tokenFile = join(security.folder, 'token-of-the-application');
    const environment = {
      ...CALM,
      OTEL_EXPORTER_OTLP_CERTIFICATE: security.authority.cert,
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: security.client.cert,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: security.client.key,
      PERAGUS_OTLP_TOKEN_FILE: tokenFile,
    };
    const fresh = makeToken();
    const authority = makeAuthority(security.folder, 'ca-2');
    const renewed = makeCertificate(authority, security.folder, { name: 'client-2', days: 1 });
    const renewedClient = { ...known, certificate: renewed, token: fresh };
    security.replace(tokenFile, `${security.token}\n`);
    security.replace(security.tokenFile, `${fresh}\n`);
    security.replace(security.clientAuthorityFile, readFileSync(authority.cert, 'utf8'));
    await waitFor('the new token and authority', async () => (await post(url, renewedClient)) === 200, TAKEN_WITHIN_MS);
    const before = await accepted();
    const plan = { spans: ITEMS, logs: ITEMS, ending: 'stay' } as const;
    const app = startNumbered({ endpoint: url.replace('/v1/traces', '') }, plan, { env: environment });
    let told = '';
    app.child.stderr?.on('data', (chunk) => {
      told += chunk;
    });
    await app.printed('staying');
    await waitFor('a refusal', () => /PERAGUS-006.*(?:alert|certificate|ECONNRESET|EPIPE)/i.test(told), TAKEN_WITHIN_MS);
    security.renew(security.client, renewed);
    security.replace(tokenFile, `${fresh}\n`);
    await waitFor('all spans', async () => (await accepted()) === before + ITEMS, 15_000, 100);
    app.child.kill('SIGTERM');
    const { stderr } = await app.ended;
    const { traces, logs } = balancedLedger(stderr);
    expect([traces.delivered, traces.dropped, logs.dropped]).to.deep.equal([ITEMS, {}, {}]);
    expect(complaintsIn(stderr)).to.have.lengthOf.at.most(2);
  });
});

const isExpired = (cert: string): boolean => Date.parse(new X509Certificate(readFileSync(cert)).validTo) < Date.now();

/** Connects with this version and no other; tells the version that was agreed on, or what broke the handshake. */
function versionOf(port: number, version: SecureVersion): Promise<string> {
  return new Promise((resolve) => {
    const own = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0', rejectUnauthorized: false };
    const socket = connect({ port, host: '127.0.0.1', ...own }, () => {
      resolve(socket.getProtocol() ?? '');
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

/** The common name that the door shows. */
function nameOf(port: number, { ca = '', certificate }: Client): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      {
        port,
        host: '127.0.0.1',
        ca: readFileSync(ca),
        cert: readFileSync(certificate?.cert ?? ''),
        key: readFileSync(certificate?.key ?? ''),
      },
      () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      },
    );
    socket.on('error', reject);
  });
}
