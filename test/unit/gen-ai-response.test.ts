// Reading along with an answer reads nothing ahead, hands on cancellation and errors as they are, and ends once.

import { expect } from 'chai';
import { Answer } from '../../instrumentation/libraries/gen-ai/answer.ts';
import { watchResponse } from '../../instrumentation/libraries/gen-ai/watched-response.ts';
import { openAi } from '../../instrumentation/libraries/gen-ai/wire-formats.ts';

interface Source {
  pulls: number;
  reason?: unknown;
}

function watched(source: Source, failure?: Error) {
  const body = new ReadableStream(
    {
      type: 'bytes',
      pull(controller) {
        source.pulls += 1;
        if (failure && source.pulls === 3) controller.error(failure);
        else controller.enqueue(new TextEncoder().encode(`data: {"n":${source.pulls}}\n\n`));
      },
      cancel(reason) {
        source.reason = reason;
      },
    },
    { highWaterMark: 0 },
  );
  const response = new Response(body);
  const ends: object[] = [];
  let chunks = 0;
  const watcher = {
    chunk() {
      chunks += 1;
    },
    end: ({ answer: _answer, ...outcome }: object & { answer: Answer }) => void ends.push(outcome),
  };
  watchResponse(response, () => new Answer(openAi, 'text/event-stream'), watcher);
  return { response, ends, chunks: () => chunks };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('watchResponse', () => {
  it('pulls from the source exactly as often as the application reads', async () => {
    const source: Source = { pulls: 0 };
    const { response, chunks } = watched(source);
    const reader = response.body?.getReader();
    await settled();
    expect(source.pulls).to.equal(0);
    await reader?.read();
    await reader?.read();
    await settled();
    expect({ pulls: source.pulls, chunks: chunks() }).to.deep.equal({ pulls: 2, chunks: 2 });
  });

  it('hands on a cancellation with its reason, whether it was read before or not', async () => {
    for (const reads of [0, 1]) {
      const source: Source = { pulls: 0 };
      const { response, ends } = watched(source);
      const reader = response.body?.getReader();
      if (reads > 0) await reader?.read();
      await reader?.cancel('enough');
      expect(source.reason).to.equal('enough');
      expect(ends[0]).to.deep.equal({ cancelled: true });
    }
  });

  it('hands on the very error of the source', async () => {
    const failure = new RangeError('broken');
    const { response, ends } = watched({ pulls: 0 }, failure);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.read();
    let caught: unknown;
    await reader?.read().catch((error) => {
      caught = error;
    });
    expect(caught).to.equal(failure);
    expect(ends[0]).to.deep.equal({ error: failure });
  });

  it('ends at once where there is no body', () => {
    const ends: object[] = [];
    watchResponse(new Response(null, { status: 204 }), () => new Answer(openAi, ''), {
      chunk() {},
      end: (outcome) => void ends.push(outcome),
    });
    expect(ends).to.have.lengthOf(1);
  });
});
