// Runs an application against the stand-in for AI services twice, without and with the preload, each with a stand-in of its own.

import { AiStub } from './ai-stub.ts';
import { type Ended, type RunOptions, runApp, sendTo } from './run-app.ts';
import { Sink } from './sink.ts';

export interface AiRun {
  readonly bare: Ended;
  readonly observed: Ended;
  readonly stub: AiStub;
  readonly sink: Sink;
}

/** Runs it to both ends; the stand-ins are closed then. */
export async function runBoth(app: string, options: RunOptions = {}): Promise<AiRun> {
  const [sink, stub, other] = [new Sink(), new AiStub(), new AiStub()];
  const [endpoint, AI, otherAi] = await Promise.all([sink.listen(), stub.listen(), other.listen()]);
  try {
    const [observed, bare] = await Promise.all([
      runApp(app, { ...options, env: { ...sendTo(endpoint), ...options.env, AI } }),
      runApp(app, { ...options, preload: false, env: { ...options.env, AI: otherAi } }),
    ]);
    return { bare, observed, stub, sink };
  } finally {
    await Promise.all([stub.close(), other.close(), sink.close()]);
  }
}
