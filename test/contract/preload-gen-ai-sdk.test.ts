// The AI SDK 3 to 7, by require and by import: the application gets the same, and each call is one operation or one loop of them.

import { join } from 'node:path';
import { expect } from 'chai';
import { linesOf, operationsIn, proveAgainst, proveSilent, totalOf } from '../support/ai-proof.ts';
import { type AiRun, runBoth } from '../support/ai-run.ts';
import { strangersIn } from '../support/closed-world.ts';
import { NODES } from '../support/nodes.ts';
import { seen } from '../support/run-app.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const INTERNAL = 1;

/** Operations that every version makes. Version 7 ignores `messages` next to a prompt, which others refuse before any request. */
const always = (major: number) => [
  'chat denied ×1 401',
  'chat denied ×1 401',
  'chat down ×1 500',
  'chat down ×1 500',
  'chat flaky ×2 stop',
  'chat flaky-stream ×2 stop',
  'chat gpt-4o-mini ×1 stop',
  'chat gpt-4o-mini ×1 stop',
  major === 7 ? 'chat gpt-4o-mini ×1 stop' : 'chat gpt-4o-mini ×0 AI_InvalidPromptError',
  `chat object ×1 ${major < 5 ? 'AI_NoObjectGeneratedError' : 'AI_JSONParseError'}`,
  'chat slow ×1 aborted',
  ...Array(2).fill('chat tools ×1 tool_calls'),
  ...Array(2).fill('chat tools ×1 stop'),
  ...Array(major < 5 ? 1 : 2).fill('chat flaky-tools ×2 tool_calls'),
  ...Array(major < 5 ? 1 : 2).fill('chat flaky-tools ×2 stop'),
  'embeddings text-embedding-3-small ×1 done',
  // Batches that run side by side are one operation; from version 5 on, the provider sends one.
  `embeddings text-embedding-3-small ×${major < 5 ? 2 : 1} done`,
  ...Array(major < 4 ? 1 : 2).fill('chat in-process ×0 stop'),
];
/** What versions 5 to 7 can do besides: responses, and agents. */
const later = [
  ...Array(2).fill('chat gpt-5 ×1 stop'),
  ...Array(2).fill('chat tools-agent ×1 tool_calls'),
  ...Array(2).fill('chat tools-agent ×1 stop'),
];

for (const major of [3, 4, 5, 6, 7]) {
  for (const app of ['app.cjs', 'app.mjs']) {
    for (const [nodeName, node] of NODES) {
      describe(`AI SDK ${major} by ${app} on ${nodeName}`, () => {
        let run: AiRun;
        before(async () => {
          run = await runBoth(join(FIXTURES, `ai${major}`, app), { node });
        });

        it('gives the application the same, streamed chunks and errors included', () => {
          expect(run.bare.code, run.bare.stderr).to.equal(0);
          expect(seen(run.observed)).to.deep.equal(seen(run.bare));
        });

        it('is one operation for each call of a model, its retries below it', () => {
          const expected = [...always(major), ...(major < 5 ? [] : later)].sort();
          expect(linesOf(operationsIn(run.sink))).to.deep.equal(expected);
          expect(totalOf(run.sink, 'gen_ai.client.operation.duration').count).to.equal(expected.length);
        });

        it('is one loop of model and tools with its operations below it and their tokens added up', () => {
          const loops = run.sink.spans.filter(({ kind, name }) => kind === INTERNAL && name === 'invoke_agent');
          expect(loops).to.have.lengthOf(major < 5 ? 3 : 6);
          for (const loop of loops) {
            expect(operationsIn(run.sink).filter(({ span }) => span.parentSpanId === loop.spanId)).to.have.lengthOf(2);
            expect(loop.attributes['gen_ai.usage.input_tokens']).to.equal(22);
          }
          expect(totalOf(run.sink, 'gen_ai.invoke_agent.duration').count).to.equal(loops.length);
        });

        it('adds up to what the service counted, and lets nothing out', () => {
          proveAgainst(run.stub, run.sink);
          proveSilent(run.sink);
          expect(strangersIn(run.sink)).to.deep.equal([]);
        });
      });
    }
  }
}
