// AI calls by fetch: the application reads the same answers in every way, and each call becomes one operation with model, tokens and cost.

import { expect } from 'chai';
import { genAiMetric } from '../../instrumentation/vocabulary/domains/gen-ai.ts';
import { linesOf, operationsIn, proveAgainst, proveSilent, totalOf } from '../support/ai-proof.ts';
import { type AiRun, runBoth } from '../support/ai-run.ts';
import { missingIn, strangersIn } from '../support/closed-world.ts';
import { NODES } from '../support/nodes.ts';
import { seen } from '../support/run-app.ts';

const ERROR = 2;

for (const [nodeName, node] of NODES) {
  describe(`AI calls by fetch on ${nodeName}`, () => {
    let run: AiRun;
    before(async () => {
      run = await runBoth('ai-fetch.mjs', { node });
    });

    it('gives the application the same answers, chunks, errors and properties in 16 ways', () => {
      expect(run.bare.code, run.bare.stderr).to.equal(0);
      expect(run.bare.stdout.match(/^-- /gm)).to.have.lengthOf(16);
      expect(seen(run.observed)).to.deep.equal(seen(run.bare));
    });

    it('makes one operation of each call, also of those given up, cut off and refused', () => {
      expect(linesOf(operationsIn(run.sink))).to.deep.equal(
        [
          'chat claude-sonnet-4-5 ×1 end_turn',
          'chat claude-sonnet-4-5 ×1 end_turn',
          'chat cut ×1 UND_ERR_SOCKET',
          'chat denied ×1 401',
          'chat gpt-4o-mini ×1 stop',
          'chat gpt-4o-mini ×1 stop',
          'chat gpt-5 ×1 ECONNREFUSED',
          'chat gpt-5 ×1 aborted',
          'chat slow ×1 aborted',
          'chat slow ×1 aborted',
          'chat slow ×1 aborted',
          'chat ×1 stop',
          'embeddings text-embedding-3-small ×1 done',
          'generate_content gemini-2.5-flash ×1 STOP',
          'generate_content gemini-2.5-flash ×1 STOP',
        ].sort(),
      );
      const slow = operationsIn(run.sink).filter(({ span }) => span.name === 'chat slow');
      expect(slow.every(({ span }) => span.status === ERROR)).to.equal(true);
    });

    it('tells model, provider, request and answer of one of them', () => {
      const first = operationsIn(run.sink).find(({ span }) => span.attributes['gen_ai.request.temperature'] !== undefined);
      expect(first?.span.attributes).to.include({
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o-mini',
        'gen_ai.request.temperature': 0.5,
        'gen_ai.request.max_tokens': 99,
        'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
        'gen_ai.response.id': 'chatcmpl-1',
        'gen_ai.usage.input_tokens': 11,
        'gen_ai.usage.cache_read.input_tokens': 4,
        'gen_ai.usage.output_tokens': 7,
        'server.address': '127.0.0.1',
      });
      // 7 fresh × 0.15 + 4 cached × 0.075 + 7 out × 0.6, a million tokens each.
      expect(first?.span.attributes['gen_ai.usage.cost']).to.be.closeTo(5.55e-6, 1e-12);
    });

    it("counts cached tokens of Anthropic's as input, and prices them apart", () => {
      const [message] = operationsIn(run.sink).filter(({ span }) => span.name === 'chat claude-sonnet-4-5');
      expect(message?.span.attributes).to.include({ 'gen_ai.usage.input_tokens': 11, 'gen_ai.usage.cache_creation.input_tokens': 2 });
      // 5 fresh × 3 + 4 read × 0.3 + 2 written × 3.75 + 7 out × 15.
      expect(message?.span.attributes['gen_ai.usage.cost']).to.be.closeTo(128.7e-6, 1e-12);
    });

    it('adds up to what the service counted: attempts, tokens, operations', () => {
      // The broken stream told its input and a first output token before it broke; one answer was given up unread.
      const told: Record<string, object> = { cut: { input: 11, output: 1 }, 'gpt-5/v1/responses': { input: 0, output: 0 } };
      const attempts = run.stub.attempts.filter(({ path }) => path !== '/survey/responses');
      const read = attempts.map((each) => ({ ...each, ...told[each.model], ...told[each.model + each.path] }));
      run.stub.attempts.splice(0, run.stub.attempts.length, ...read);
      proveAgainst(run.stub, run.sink);
      expect(totalOf(run.sink, 'gen_ai.client.operation.duration').count).to.equal(15);
      expect(totalOf(run.sink, 'gen_ai.client.token.usage', { 'gen_ai.token.type': 'input' }).sum).to.equal(
        run.stub.attempts.reduce((total, { input }) => total + input, 0),
      );
      expect(totalOf(run.sink, 'gen_ai.client.operation.duration', { 'error.type': 'aborted' }).count).to.equal(4);
    });

    it('gives each streamed operation its time to the first chunk', () => {
      const streamed = operationsIn(run.sink).filter(({ span }) => span.attributes['gen_ai.response.time_to_first_chunk'] !== undefined);
      expect(totalOf(run.sink, 'gen_ai.client.operation.time_to_first_chunk').count).to.equal(streamed.length);
      expect(streamed.map(({ span }) => span.name))
        .to.include('chat slow')
        .and.include('chat gpt-4o-mini');
    });

    it('says which operations have no tokens or no price', () => {
      const reasons = (reason: string) => totalOf(run.sink, 'gen_ai.client.incomplete', { 'gen_ai.incomplete.reason': reason }).sum;
      expect({ noUsage: reasons('no_usage'), noPrice: reasons('unknown_price') }).to.deep.equal({ noUsage: 3, noPrice: 1 });
    });

    it('lets no prompt, answer and key out, and nothing that the vocabulary does not know', () => {
      proveSilent(run.sink);
      expect(strangersIn(run.sink)).to.deep.equal([]);
      const { genAiInvokeAgentDuration: _loops, ...ofCalls } = genAiMetric;
      expect(missingIn(run.sink, ofCalls)).to.deep.equal([]);
    });
  });
}

describe('an AI stream that the application leaves without a word', () => {
  it('is closed as aborted when the process ends by itself', async () => {
    const { bare, observed, sink } = await runBoth('ai-left.mjs');
    expect(seen(observed)).to.deep.equal(seen(bare));
    expect(linesOf(operationsIn(sink))).to.deep.equal(['chat slow ×1 aborted']);
  });
});
