// The clients of OpenAI and Anthropic, loaded by require and by import: one operation for each request, its retries below it.

import { expect } from 'chai';
import { linesOf, operationsIn, proveAgainst, proveSilent, totalOf } from '../support/ai-proof.ts';
import { type AiRun, runBoth } from '../support/ai-run.ts';
import { NODES } from '../support/nodes.ts';
import { seen } from '../support/run-app.ts';

for (const [nodeName, node] of NODES) {
  for (const HOW of ['require', 'import']) {
    describe(`the clients of OpenAI and Anthropic by ${HOW} on ${nodeName}`, () => {
      let run: AiRun;
      before(async () => {
        run = await runBoth('ai-clients.mjs', { node, env: { HOW } });
      });

      it('give the application the same', () => {
        expect(run.bare.code, run.bare.stderr).to.equal(0);
        expect(seen(run.observed)).to.deep.equal(seen(run.bare));
      });

      it('make one operation of each of 10 requests, with 3 retried ones among them', () => {
        expect(linesOf(operationsIn(run.sink).filter(({ span }) => !span.name.startsWith('anthropic.')))).to.deep.equal([
          'chat claude-sonnet-4-5 ×1 end_turn',
          'chat denied ×1 401',
          'chat down ×3 500',
          'chat flaky ×2 stop',
          'chat flaky-claude ×2 end_turn',
          'chat gpt-4o-mini ×1 stop',
          'chat gpt-4o-mini ×1 stop',
          'chat gpt-5 ×1 stop',
          'chat slow ×1 aborted',
          'embeddings text-embedding-3-small ×1 done',
        ]);
        expect(totalOf(run.sink, 'gen_ai.client.operation.duration').count).to.equal(10);
      });

      it('add up to what the service counted, and let nothing out', () => {
        run.sink.spans.splice(0, run.sink.spans.length, ...run.sink.spans.filter(({ name }) => !name.startsWith('anthropic.')));
        proveAgainst(run.stub, run.sink);
        proveSilent(run.sink);
      });
    });
  }
}
