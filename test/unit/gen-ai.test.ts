// AI calls are recognised by their address and body, and answers read however their bytes are cut.

import { expect } from 'chai';
import { Answer } from '../../instrumentation/libraries/gen-ai/answer.ts';
import { recogniseCall } from '../../instrumentation/libraries/gen-ai/calls.ts';
import { costOf } from '../../instrumentation/libraries/gen-ai/costs.ts';
import { anthropic, google, openAi, openAiResponses, type WireFormat } from '../../instrumentation/libraries/gen-ai/wire-formats.ts';
import { answerOf, eventsOf, type Wire } from '../support/ai-answers.ts';

const post = (body: unknown) => ({ method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
const MODEL = { model: 'm' };

describe('recogniseCall', () => {
  const cases: readonly [address: string, init: object, operation: string, provider: string, model: string | undefined][] = [
    ['https://api.openai.com/v1/chat/completions', post(MODEL), 'chat', 'openai', 'm'],
    ['https://api.openai.com/v1/completions', post(MODEL), 'text_completion', 'openai', 'm'],
    ['https://api.groq.com/openai/v1/chat/completions?a=b', post(MODEL), 'chat', 'groq', 'm'],
    ['https://me.openai.azure.com/openai/deployments/mine/chat/completions?api-version=1', post({}), 'chat', 'azure.ai.openai', 'mine'],
    ['https://api.anthropic.com/v1/messages', post(MODEL), 'chat', 'anthropic', 'm'],
    [
      'https://generativelanguage.googleapis.com/v1beta/models/g-1:streamGenerateContent?alt=sse',
      post({}),
      'generate_content',
      'gcp.gemini',
      'g-1',
    ],
    ['http://localhost:11434/v1/embeddings', post(MODEL), 'embeddings', 'openai', 'm'],
    ['http://localhost/v1/chat/completions', { method: 'post', body: new ReadableStream() }, 'chat', 'openai', undefined],
    ['http://localhost/v1/responses', post(`{"model":"m","input":"${'x'.repeat(1_100_000)}"}`), 'chat', 'openai', 'm'],
  ];
  for (const [address, init, operation, provider, model] of cases) {
    it(`sees ${operation} of ${provider} in ${address.slice(0, 60)}`, () => {
      expect(recogniseCall(address, init)).to.include({ operation, provider, model });
      expect(recogniseCall(new URL(address), init)).to.include({ operation, provider, model });
    });
  }

  const others: readonly [what: string, input: unknown, init: unknown][] = [
    ['a GET', 'https://api.openai.com/v1/chat/completions', undefined],
    ['a form called responses', 'https://example.org/survey/responses', post({ answer: 42 })],
    ['a longer path', 'https://api.openai.com/v1/chat/completions/chatcmpl-1', post(MODEL)],
    ['a relative address', '/v1/chat/completions', post(MODEL)],
    ['another scheme', 'data:text/plain,/v1/chat/completions', post(MODEL)],
    ['no address at all', undefined, undefined],
  ];
  for (const [what, input, init] of others) it(`leaves ${what} alone`, () => expect(recogniseCall(input, init)).to.equal(undefined));
});

describe('Answer', () => {
  const FORMATS: Readonly<Record<Exclude<Wire, 'embeddings'>, WireFormat>> = {
    chat: openAi,
    responses: openAiResponses,
    anthropic,
    google,
  };
  const said = { model: 'm', count: 1, toolFirst: false, tellsUsage: true };
  for (const [wire, format] of Object.entries(FORMATS) as [Wire, WireFormat][]) {
    const whole = new Answer(format, 'application/json');
    whole.pushText(JSON.stringify(answerOf({ ...said, wire })));
    whole.end();

    it(`reads the same of ${wire}, whole or in events that are cut at every byte`, () => {
      const streamed = new Answer(format, 'text/event-stream; charset=utf-8');
      for (const byte of Buffer.from(eventsOf({ ...said, wire }).join(''))) streamed.push(Uint8Array.of(byte));
      streamed.end();
      // Google's stand-in leaves the identifier out of events.
      expect({ ...streamed.facts, id: 0 }).to.deep.equal({ ...whole.facts, id: 0 });
      expect(streamed.facts.usage).to.include({ input: 11, output: 7, cacheRead: 4 });
    });
  }

  it('finds the usage at the end of embeddings that are too long to parse', () => {
    const answer = new Answer(openAi, 'application/json');
    answer.pushText(`{"data":[${'0.123456,'.repeat(200_000)}0]`);
    answer.pushText(',"model":"m","usage":{"prompt_tokens":8,"total_tokens":8}}');
    answer.end();
    expect(answer.facts).to.include({ model: 'm' });
    expect(answer.facts.usage?.input).to.equal(8);
  });

  it('is not fooled by an answer that talks about usage', () => {
    const answer = new Answer(openAi, 'application/json');
    answer.pushText(JSON.stringify({ choices: [{ message: { content: `${'x'.repeat(1_100_000)}"usage": {"prompt_tokens":999}` } }] }));
    answer.end();
    expect(answer.facts.usage).to.equal(undefined);
    expect(answer.facts.incomplete).to.equal('answer_too_large');
  });

  it('keeps only the class of an error, never its message', () => {
    const answer = new Answer(anthropic, 'text/event-stream');
    answer.pushText('data: {"type":"error","error":{"type":"overloaded_error","message":"secret"}}\n\n');
    answer.end();
    expect(answer.facts.failure).to.equal('overloaded_error');
    expect(JSON.stringify(answer.facts)).to.not.include('secret');
  });

  it('passes over what is no JSON', () => {
    const answer = new Answer(openAi, 'text/html');
    answer.pushText('<html>{');
    answer.end();
    expect(answer.facts).to.deep.equal({ finishReasons: [] });
  });
});

describe('costOf', () => {
  const usage = { input: 1_000_000, output: 1_000_000, cacheRead: 0, cacheWrite: 0 };
  it('knows dated versions, and never takes a longer name for a shorter one', () => {
    expect(costOf(usage, 'gpt-4o-2024-08-06', undefined)).to.deep.equal({ usd: 12.5 });
    expect(costOf(usage, 'claude-opus-4-1-20250805', undefined)).to.deep.equal({ usd: 90 });
    expect(costOf(usage, 'gpt-4o-audio-preview', undefined)).to.deep.equal({ unknown: 'unknown_price' });
  });
  it('has none where a higher price begins', () => {
    expect(costOf(usage, 'gemini-2.5-pro', undefined)).to.deep.equal({ unknown: 'long_context' });
  });
  it('takes the model that was asked for when the one that answered has no price', () => {
    expect(costOf(usage, 'internal-7', 'gpt-4o')).to.deep.equal({ usd: 12.5 });
  });
});
