// Outgoing calls: to which hosts trace context goes, and how large the bodies were where somebody knows.

import { expect } from 'chai';
import { metric } from '../../instrumentation/vocabulary/index.ts';
import { missingIn, strangersIn } from '../support/closed-world.ts';
import { NODES } from '../support/nodes.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const CLIENT = 3;

async function observe(node: string, env: Record<string, string>): Promise<{ readonly sink: Sink; readonly ended: Ended }> {
  const sink = new Sink();
  const ended = await runApp('callers.mjs', { node, env: { ...sendTo(await sink.listen()), ...env } });
  await sink.close();
  expect(ended.code, ended.stderr).to.equal(0);
  return { sink, ended };
}
/** Names of those that trace context was sent to. */
const told = (stdout: string) => [...stdout.matchAll(/^(\S+) traceparent$/gm)].map(([, name]) => name);

const ALL = [
  'api.example.com',
  'deep.API.example.com',
  'example.com',
  'notexample.com',
  'example.com.test',
  'internal',
  '127.0.0.1',
  'disguised',
  'fetch-localhost',
  'fetch-127.0.0.1',
  'fetch-redirected',
];

for (const [nodeName, node] of NODES) {
  describe(`outgoing calls on ${nodeName}`, () => {
    it('carry trace context everywhere when nothing is set', async () => {
      expect(told((await observe(node, {})).ended.stdout)).to.deep.equal(ALL);
    });

    it('carry it to the hosts of PERAGUS_PROPAGATION_HOSTS only, and have their spans all the same', async () => {
      const { sink, ended } = await observe(node, { PERAGUS_PROPAGATION_HOSTS: '*.example.com, INTERNAL, localhost' });
      expect(told(ended.stdout)).to.deep.equal(['api.example.com', 'deep.API.example.com', 'internal', 'fetch-localhost']);
      expect(ended.stdout.match(/ nothing$/gm)).to.have.lengthOf(ALL.length - 4);
      expect(
        sink.spans.filter(({ kind, attributes }) => kind === CLIENT && String(attributes['url.full']).endsWith('/asked')),
      ).to.have.lengthOf(ALL.length);
    });

    it('say how large their bodies were, where somebody knows', async () => {
      const { sink } = await observe(node, {});
      const sizes = Object.fromEntries(
        sink.spans
          .filter(({ kind }) => kind === CLIENT)
          .map(({ attributes }) => [
            String(attributes['url.full']).replace(/^http:..[^/]*/, ''),
            [attributes['http.request.body.size'], attributes['http.response.body.size']],
          ]),
      );
      expect(sizes).to.deep.include({
        '/length': [5, 1],
        // Sent in pieces, counted by nobody.
        '/unknown': [undefined, 1],
        '/pieces': [undefined, undefined],
        '/fetch-length': [5, 1],
        // Undici tells of the pieces that come from version 7 on, which is Node 24.
        '/pieces?fetch': [undefined, node === process.execPath ? 7 : undefined],
        '/fetch-head': [undefined, undefined],
      });
      const unusual = sink.spans.find(({ kind, attributes }) => kind === CLIENT && attributes['http.request.method'] === '_OTHER');
      expect(unusual?.attributes['http.request.method_original']).to.equal('PURGE');
      const { httpClientRequestDuration, httpClientRequestBodySize, httpClientResponseBodySize } = metric;
      expect(missingIn(sink, { httpClientRequestDuration, httpClientRequestBodySize, httpClientResponseBodySize })).to.deep.equal([]);
      expect(strangersIn(sink)).to.deep.equal([]);
    });
  });
}

describe('PERAGUS_PROPAGATION_HOSTS', () => {
  it('takes hosts, not addresses: a wrong one is said, and context goes everywhere as by default', async () => {
    const { ended } = await observe(process.execPath, { PERAGUS_PROPAGATION_HOSTS: 'https://api.example.com' });
    expect(ended.stderr.match(/PERAGUS-004 PERAGUS_PROPAGATION_HOSTS/g)).to.have.lengthOf(1);
    expect(told(ended.stdout)).to.deep.equal(ALL);
  });
});
