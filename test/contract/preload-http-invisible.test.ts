// What the preload remembers about a request is on none of Node's objects, as far as anybody can see.

import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { runApp, seen, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

for (const [nodeName, node] of NODES) {
  describe(`HTTP objects on ${nodeName}`, () => {
    it('have the same keys, symbols and inspection with the preload', async () => {
      const sink = new Sink();
      const observed = seen(await runApp('http-objects.mjs', { node, env: sendTo(await sink.listen()) }));
      const bare = seen(await runApp('http-objects.mjs', { node, preload: false }));
      await sink.close();
      expect(observed).to.deep.equal(bare);
      expect(bare.stdout).to.include('socket').and.include('ended').and.include('call');
      expect(sink.spans.length).to.equal(2);
    });
  });
}
