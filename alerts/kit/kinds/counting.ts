// Counters in cases: how they run, and what `increase()` makes of samples that arrive at a fixed pace, to the sample.

import { gap, ramp, sequence } from '../samples.ts';

/** A stretch of time in which each sample brings the same. */
export interface Phase {
  readonly samples: number;
  readonly good?: number;
  readonly bad?: number;
  /** Nothing arrives; what comes after starts from 0, as a new series does. */
  readonly gone?: boolean;
  /** The process starts again, and so do its counters. */
  readonly restarts?: boolean;
}

/** A counter starts here, so that extrapolation never meets zero. */
const COUNTER_BASE = 1_000_000;

/** The samples of a counter that grows in each phase by `stepOf` a sample. */
export function counterRun(phases: readonly Phase[], stepOf: (phase: Phase) => number): string {
  let last: number | undefined;
  const runs = phases.map((phase, index) => {
    if (phase.gone) {
      last = undefined;
      return gap(phase.samples);
    }
    const step = stepOf(phase);
    const isNew = phase.restarts || last === undefined;
    const first = index === 0 ? COUNTER_BASE : isNew ? 0 : (last ?? 0) + step;
    last = first + step * (phase.samples - 1);
    return ramp(first, step, phase.samples);
  });
  return sequence(...runs);
}

/**
 * `increase()` of a counter that grew by `delta` between the first and the last sample of a full window. These two are one
 * sample less apart than the window is long; Prometheus extrapolates to the whole window.
 */
export function increaseOf(delta: number, windowS: number, sampleS: number): number {
  const sampledS = windowS - sampleS;
  return delta * ((sampledS + sampleS) / sampledS);
}

/** Samples in a full window. */
export const samplesIn = (windowS: number, sampleS: number): number => windowS / sampleS;
