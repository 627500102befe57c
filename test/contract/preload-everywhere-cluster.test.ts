// A cluster is one service of several instances, and each of its requests is seen once.

import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { REGISTER, runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const CLIENT = 3;
const SERVER = 2;
const PATHS = ['/request/0', '/request/1', '/request/2', '/request/3', '/request/4', '/request/5'];

for (const [nodeName, node] of NODES) {
  describe(`A cluster of two workers on ${nodeName}`, () => {
    it('is one service of three instances, and each request is seen once on each side, in one trace', async () => {
      const sink = new Sink();
      const env = sendTo(await sink.listen());
      const [bare, observed] = await Promise.all([
        runApp('cluster.mjs', { preload: false, node }),
        runApp('cluster.mjs', { env, node, args: [REGISTER] }),
      ]);
      await sink.close();
      expect(observed).to.deep.equal(bare);
      expect(bare.stdout).to.equal(`${PATHS.join(' ')} from 1 port, workers exit 0 0\n`);
      const served = sink.spans.filter(({ kind }) => kind === SERVER);
      expect(served.map(({ attributes }) => attributes['url.path']).sort()).to.deep.equal(PATHS);
      const calls = new Map(sink.spans.filter(({ kind }) => kind === CLIENT).map((span) => [span.spanId, span.traceId]));
      expect(served.map(({ parentSpanId }) => calls.get(parentSpanId))).to.deep.equal(served.map(({ traceId }) => traceId));
      const instances = new Set(sink.spans.map(({ resource }) => resource['service.instance.id']));
      expect(instances.size).to.be.within(2, 3);
      expect([...new Set(sink.spans.map(({ resource }) => resource['service.name']))]).to.have.lengthOf(1);
      expect(
        new Set(sink.bodies.flatMap((body) => body.match(/"service\.instance\.id","value":\{"stringValue":"[^"]+"/g) ?? [])),
      ).to.have.lengthOf(3);
    });
  });
}
