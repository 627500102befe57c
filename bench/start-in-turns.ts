// How long a subject takes from its start until it listens, beside the bare application: in turns, so that both meet the same moments.

import type { Scenario } from './scenarios.ts';
import type { Bench } from './stage.ts';
import { medianOf } from './statistics.ts';
import { type Subject, subjectNamed } from './subjects.ts';

export interface Starts {
  readonly startMs: number;
  /** Median of the differences of the pairs. */
  readonly addedStartMs: number;
}

/** Starts each of the two so many times; a single start differs from the next by more than what is looked for. */
export async function startInTurns(bench: Bench, subject: Subject, scenario: Scenario, pairs: number): Promise<Starts> {
  const taken = async (one: Subject): Promise<number> => {
    const { app } = await bench.startApp(one, scenario.app, scenario.env?.());
    await app.kill();
    return app.readyMs;
  };
  const bare = subjectNamed('bare');
  const startsMs: number[] = [];
  const addedMs: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    // Who comes first changes.
    const firstBareMs = pair % 2 === 0 ? await taken(bare) : undefined;
    const startMs = await taken(subject);
    startsMs.push(startMs);
    addedMs.push(startMs - (firstBareMs ?? (await taken(bare))));
  }
  return { startMs: medianOf(startsMs), addedStartMs: medianOf(addedMs) };
}
