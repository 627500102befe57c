// Samples of a test series in promtool's notation; every function is given a number of samples, not of steps.

function whole(samples: number): number {
  if (!Number.isInteger(samples) || samples < 1) throw new RangeError(`A run of samples takes a whole number from 1, not ${samples}.`);
  return samples;
}

/** `first`, `first + step`, … */
export const ramp = (first: number, step: number, samples: number): string => `${first}+${step}x${whole(samples) - 1}`;

/** The same value again and again: a counter at rest. */
export const flat = (value: number, samples: number): string => ramp(value, 0, samples);

/** Nothing arrives: what a pushed series looks like after its process died. */
export const gap = (samples: number): string => `_x${whole(samples)}`;

/** The marker that Prometheus writes when it knows that a series has ended. */
export const STALE_MARKER = 'stale';

/** One run after the other. */
export const sequence = (...runs: readonly string[]): string => runs.join(' ');
