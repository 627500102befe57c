// One request: a total time limit, connections that were closed meanwhile, and what Node does not take.

import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { quietAgent } from '../../instrumentation/delivery/transport/quiet-agent.ts';
import { post } from '../../instrumentation/delivery/transport/transport.ts';

const HEADERS = { 'Content-Type': 'application/json' };
const BODY = Buffer.from('{}');
/** A receiver whose event loop is its own. */
const SERVER = `
  const server = require('node:http').createServer((request, response) => request.resume().on('end', () => response.end('{}')));
  server.listen(0, '127.0.0.1', () => require('node:worker_threads').parentPort.postMessage(server.address().port));`;

describe('post', () => {
  let server: Server;
  const serve = async (listener: RequestListener): Promise<string> => {
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
  };
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  for (const [what, listener] of [
    ['nothing comes', () => {}],
    [
      'a byte comes every 20 ms',
      (_request, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ] as const satisfies [string, RequestListener][])
    it(`gives up after 200 ms in all when ${what}`, async () => {
      const url = await serve(listener);
      const startedMs = performance.now();
      const answer = await post({ url, headers: HEADERS, body: BODY, timeoutMs: 200 });
      expect(answer).to.deep.equal({ kind: 'later', reason: 'no answer within 200 ms' });
      expect(performance.now() - startedMs).to.be.within(190, 2_000);
    });

  it('takes a new connection when the kept one was closed, without a word', async () => {
    const used = new Map<Socket, number>();
    const url = await serve((request, response) => {
      const times = (used.get(request.socket) ?? 0) + 1;
      used.set(request.socket, times);
      if (times > 1) request.socket.resetAndDestroy();
      else response.end('{}');
    });
    const agent = quietAgent('http:');
    const once = () => post({ url, headers: HEADERS, body: BODY, timeoutMs: 5_000, agent });
    for (let count = 0; count < 5; count += 1) expect(await once()).to.deep.equal({ kind: 'taken', rejected: 0 });
    expect([...used.values()]).to.deep.equal([2, 2, 2, 2, 1]);
    agent.destroy();
  });

  it('takes an answer that came in time while the application blocked the event loop for longer than the time limit', async () => {
    const worker = new Worker(SERVER, { eval: true });
    const [port] = (await once(worker, 'message')) as [number];
    const agent = quietAgent('http:');
    const request = { url: `http://127.0.0.1:${port}/`, headers: HEADERS, body: BODY, timeoutMs: 200, agent };
    // Over a connection that stands: it is written before the block.
    await post({ ...request, timeoutMs: 5_000 });
    const answer = post(request);
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
    const taken = await answer;
    agent.destroy();
    await worker.terminate();
    expect(taken).to.deep.equal({ kind: 'taken', rejected: 0 });
  });

  it('reads 64 kB of an answer and no more', async () => {
    const url = await serve((_request, response) => {
      const fill = () => {
        while (response.write('x'.repeat(65_536))) if (response.destroyed) return;
        response.once('drain', fill);
      };
      fill();
    });
    expect(await post({ url, headers: HEADERS, body: BODY, timeoutMs: 5_000 })).to.deep.equal({ kind: 'taken', rejected: 0 });
  });

  it('says what is wrong with a header or an address, and throws nothing', async () => {
    const url = await serve((_request, response) => response.end('{}'));
    for (const wrong of [{ headers: { 'x-key': 'a\nb' } }, { headers: { 'no name': 'x' } }, { url: 'nonsense' }, { url: 'ftp://host/' }])
      expect(await post({ url, headers: HEADERS, body: BODY, timeoutMs: 500, ...wrong })).to.deep.include({ kind: 'later' });
  });

  it("takes the Collector's 400 to a body that is too large for the 413 that it means, and any other 400 for itself", async () => {
    for (const [text, status] of [
      ['{"code":3,"message":"http: request body too large"}', 413],
      ['{"code":3,"message":"proto: wrong wireType"}', 400],
      ['', 400],
    ] as const) {
      const url = await serve((request, response) => request.resume().on('end', () => response.writeHead(400).end(text)));
      expect(await post({ url, headers: HEADERS, body: BODY, timeoutMs: 5_000 })).to.deep.equal({ kind: 'refused', status });
      server.close();
    }
  });

  it('takes 401 for never, and for later while the token can be renewed', async () => {
    const url = await serve((request, response) => request.resume().on('end', () => response.writeHead(401).end()));
    const request = { url, headers: HEADERS, body: BODY, timeoutMs: 5_000 };
    expect(await post(request)).to.deep.equal({ kind: 'refused', status: 401 });
    expect(await post({ ...request, isTokenRenewable: true })).to.deep.include({ kind: 'later', status: 401 });
  });
});
