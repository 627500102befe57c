// Seconds as Prometheus writes them: `45s`, `1m`, `1h`.

const UNITS = [
  { letter: 'h', seconds: 3600 },
  { letter: 'm', seconds: 60 },
] as const;

/**
 * A duration in the largest unit that keeps it a whole number, such as `90s`, `2m` or `1h`.
 * @throws RangeError when `seconds` is not a whole number from 0.
 */
export function promDuration(seconds: number): string {
  if (!Number.isInteger(seconds) || seconds < 0) throw new RangeError(`A duration takes whole seconds from 0, not ${seconds}.`);
  const unit = UNITS.find((candidate) => seconds > 0 && seconds % candidate.seconds === 0);
  return unit ? `${seconds / unit.seconds}${unit.letter}` : `${seconds}s`;
}
