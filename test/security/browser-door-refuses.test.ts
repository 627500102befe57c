// S10: the browser door lets in what known pages send, small and slowly; the rest is told so, before the Collector sees it.

import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { REPETITIONS } from '../fault/support/repetitions.ts';
import { listeningAddresses } from '../support/listeners.ts';
import { Sink } from '../support/sink.ts';
import { waitFor } from '../support/wait.ts';
import { DoorRun, PAGE } from './support/door-run.ts';
import { type Client, exchange, oneSpan, post } from './support/otlp-client.ts';
import { ScratchSecurity } from './support/scratch-security.ts';
import { SlowSenders } from './support/slow-senders.ts';

const KIB = 1_024;
const BURST = 5;
/** Of connections.ts, and after how long a body that never ends is cut off, which the long form waits for. */
const HELD = 100;
const SLOW_S = 10;
const page: Client = { headers: { origin: PAGE } };
const from = (address: string): Client => ({ headers: { origin: PAGE, 'x-forwarded-for': address } });
/** What a burst lets in, on a machine that takes its time: a token comes back each second. */
const burstSince = (startedMs: number) => [BURST, BURST + Math.ceil((performance.now() - startedMs) / 1_000) - 1] as const;
const STRANGE_ORIGINS = [
  ...['https://evil.example', 'http://app.example.com', 'https://app.example.com:8443', 'https://app.example.com.evil.example'],
  ...['https://x.app.example.com', 'https://app.example.com/', 'HTTPS://APP.EXAMPLE.COM', 'null', '*', ''],
];

describe('S10: the browser door', function () {
  this.timeout(30_000);
  // In the Collector's place: what reaches it has been let in.
  let sink: Sink;
  let door: DoorRun;
  let traces: string;
  const open = async (environment: Readonly<Record<string, string>> = {}) => {
    sink = new Sink();
    door = await DoorRun.start(await sink.listen(), environment);
    traces = `${door.url}/v1/traces`;
  };
  afterEach(async () => {
    await door.stop();
    await sink.close();
  });

  it(`lets 1 of ${STRANGE_ORIGINS.length + 2} origins in, and lets only pages of that one read the answer`, async () => {
    await open();
    for (const origin of STRANGE_ORIGINS) {
      const { heard, headers } = await exchange(traces, { headers: { origin } });
      expect([heard, headers['access-control-allow-origin']], origin).to.deep.equal([403, undefined]);
    }
    expect(await post(traces, {})).to.equal(403);
    expect(sink.requests).to.have.lengthOf(0);
    const { heard, headers } = await exchange(traces, page);
    expect([heard, headers['access-control-allow-origin'], headers.vary]).to.deep.equal([200, PAGE, 'Origin']);
    expect(headers).to.not.have.property('access-control-allow-credentials');
    expect(sink.requests).to.have.lengthOf(1);
  });

  it('answers the preflight of a known page with POST and the two headers that OTLP needs, and that of a stranger with 403', async () => {
    await open();
    const ask = (origin: string) =>
      exchange(traces, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
      });
    const { heard, headers } = await ask(PAGE);
    expect(heard).to.equal(204);
    expect(headers).to.include({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type, content-encoding',
    });
    const stranger = await ask('https://evil.example');
    expect(stranger.heard).to.equal(403);
    expect(Object.keys(stranger.headers).filter((name) => name.startsWith('access-control'))).to.deep.equal([]);
  });

  it('answers 413 to 65 KiB, however they come, and to 8 KiB that unpack to 8 MiB; 64 KiB pass', async () => {
    await open();
    const padded = (bytes: number) => oneSpan().padEnd(bytes);
    expect(await post(traces, page, padded(64 * KIB))).to.equal(200);
    expect(await post(traces, page, padded(65 * KIB))).to.equal(413);
    expect(await post(traces, { ...page, isChunked: true }, padded(65 * KIB))).to.equal(413);
    expect(await post(traces, page, Buffer.alloc(1_000 * KIB))).to.equal(413);
    const packed = (bytes: number) => post(traces, { headers: { origin: PAGE, 'content-encoding': 'gzip' } }, gzipSync(padded(bytes)));
    expect(await packed(200 * KIB)).to.equal(200);
    expect(await packed(8_192 * KIB)).to.equal(413);
    expect(sink.requests).to.have.lengthOf(2);
  });

  it('cuts off who sends 8 MiB all the same', async () => {
    await open();
    const body = Buffer.alloc(8_192 * KIB, ' ');
    expect(await post(traces, { ...page, isChunked: true }, body)).to.be.oneOf([413, 'ECONNRESET', 'EPIPE']);
    expect(await post(traces, page)).to.equal(200);
  });

  it('takes spans and log records by POST, as JSON or protobuf, and nothing else: 404, 405, 415, 400', async () => {
    await open();
    expect(await post(`${door.url}/v1/metrics`, page)).to.equal(404);
    expect(await post(`${door.url}/`, page)).to.equal(404);
    expect(await post(traces, { ...page, method: 'GET' })).to.equal(405);
    for (const headers of [{ 'content-type': 'text/plain' }, { 'content-encoding': 'br' }, { 'content-type': 'multipart/form-data' }])
      expect(await post(traces, { headers: { origin: PAGE, ...headers } })).to.equal(415);
    expect(await post(traces, { headers: { origin: PAGE, 'content-encoding': 'gzip' } }, 'not gzip')).to.equal(400);
    expect(await post(`${door.url}/v1/logs`, page, '{}')).to.equal(200);
    expect(sink.requests.map(({ path }) => path)).to.deep.equal(['/v1/logs']);
  });

  it(`answers 429 with Retry-After after a burst of ${BURST}, whatever the sender calls itself, and lets it in again when a second is over`, async () => {
    await open({ PERAGUS_BROWSER_RATE: '1', PERAGUS_BROWSER_BURST: String(BURST) });
    const startedMs = performance.now();
    const answers = await Promise.all(Array.from({ length: BURST + 3 }, (_, index) => exchange(traces, from(`203.0.113.${index}`))));
    const late = answers.filter(({ heard }) => heard === 429);
    expect(answers.length - late.length).to.be.within(...burstSince(startedMs));
    for (const { headers } of late) expect([headers['retry-after'], headers['access-control-allow-origin']]).to.deep.equal(['1', PAGE]);
    expect(sink.requests).to.have.lengthOf(answers.length - late.length);
    await waitFor('a token', async () => (await post(traces, page)) === 200, 3_000, 200);
  });

  it('counts by the address that the proxy saw, where one is trusted: a flood of one spends nothing of another, and IPv6 counts by /64', async () => {
    await open({ PERAGUS_BROWSER_RATE: '1', PERAGUS_BROWSER_BURST: String(BURST), PERAGUS_BROWSER_TRUSTED_PROXIES: '1' });
    const flood = async (address: (index: number) => string) => {
      const startedMs = performance.now();
      const heard = await Promise.all(Array.from({ length: BURST * 2 }, (_, index) => post(traces, from(address(index)))));
      expect(heard.filter((each) => each === 200).length).to.be.within(...burstSince(startedMs));
    };
    // What stands before the proxy's entry is the client's own invention.
    await flood((index) => `198.51.100.${index}, 203.0.113.7`);
    await flood((index) => `2001:db8:1:2::${index}`);
    expect(await post(traces, from('203.0.113.8'))).to.equal(200);
    expect(await post(traces, from('2001:db8:1:3::1'))).to.equal(200);
  });

  it('lets all addresses together send no more than they may together', async () => {
    const together = { PERAGUS_BROWSER_RATE_ALL: '1', PERAGUS_BROWSER_BURST_ALL: String(BURST) };
    await open({ ...together, PERAGUS_BROWSER_TRUSTED_PROXIES: '1' });
    const startedMs = performance.now();
    const heard = await Promise.all(Array.from({ length: BURST * 3 }, (_, index) => post(traces, from(`203.0.113.${index}`))));
    const taken = heard.filter((each) => each === 200).length;
    expect(taken).to.be.within(...burstSince(startedMs));
    expect(heard.filter((each) => each === 429)).to.have.lengthOf(heard.length - taken);
  });

  it('listens on one address of loopback, says what it refused when it ends, and answers 503 while the Collector is away', async () => {
    await open();
    expect(listeningAddresses(door.pid)).to.deep.equal([`0100007F:${door.port.toString(16).toUpperCase()}`]);
    await sink.close();
    const { heard, headers } = await exchange(traces, page);
    expect([heard, headers['retry-after']]).to.deep.equal([503, '1']);
    await post(traces, {});
    expect(await door.stop()).to.equal(0);
    expect(door.log).to.include('Requests: origin 1, later 1.');
  });

  it('speaks TLS with its own certificate, and ends with a sentence when it would be open to other machines without', async () => {
    const security = new ScratchSecurity();
    try {
      await open({ PERAGUS_BROWSER_DOOR_CERT_FILE: security.door.cert, PERAGUS_BROWSER_DOOR_KEY_FILE: security.door.key });
      expect(await post(traces, { ...page, ca: security.authority.cert })).to.equal(200);
      expect(await post(traces.replace('https:', 'http:'), page)).to.be.a('string');
      const refused = await DoorRun.start('http://127.0.0.1:1', { PERAGUS_BROWSER_DOOR_HOST: '0.0.0.0' }).catch(
        (error: Error) => error.message,
      );
      expect(refused).to.match(/^PERAGUS_BROWSER_DOOR_HOST is 0\.0\.0\.0, .*PERAGUS_BROWSER_DOOR_CERT_FILE.*\n$/);
    } finally {
      security.remove();
    }
  });

  it(`holds ${HELD} connections of one address and closes the 50 beyond, so that a page of another address is answered`, async () => {
    await open();
    const slow = await SlowSenders.open(door.port, HELD + 50, '/v1/traces', [`Origin: ${PAGE}`]);
    try {
      await waitFor('those beyond to be closed', () => slow.closed === 50, 5_000);
      expect(await post(traces, { ...page, localAddress: '127.0.0.2' })).to.equal(200);
      if (REPETITIONS > 1) await waitFor('the end of all', () => slow.closed === HELD + 50, (SLOW_S + 10) * 1_000);
    } finally {
      slow.end();
    }
  });
});
