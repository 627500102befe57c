// Seconds as Prometheus writes them: `45s`, `1m`, `1h`.

const UNITS = [
  { letter: 'h', seconds: 3600 },
  { letter: 'm', seconds: 60 },
] as const;

/**
 * A duration in the largest unit that keeps it a whole number, such as `90s`, `2m` or `1h`; `2250ms` where it is no whole second.
 * @throws RangeError when `seconds` is below 0 or no whole number of milliseconds.
 */
export function promDuration(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  if (!(Math.abs(milliseconds - seconds * 1000) < 1e-6 && seconds >= 0)) {
    throw new RangeError(`A duration takes whole milliseconds from 0, not ${seconds} s.`);
  }
  if (milliseconds % 1000 !== 0) return `${milliseconds}ms`;
  const unit = UNITS.find((candidate) => seconds > 0 && seconds % candidate.seconds === 0);
  return unit ? `${seconds / unit.seconds}${unit.letter}` : `${seconds}s`;
}
