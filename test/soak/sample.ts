// What the soak sees of the application at one moment.

export interface Sample {
  /** Minutes since the start. */
  readonly atMinutes: number;
  /** `calm`: nothing was wrong, nothing waited. `fault`: at the end of a fault, under load. */
  readonly when: 'calm' | 'fault';
  readonly requests: number;
  readonly statements: number;
  readonly lines: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly descriptors: number;
  readonly timers: number;
  readonly cpuMs: number;
}

/** A slice of load. */
export interface Slice {
  readonly when: 'calm' | 'fault';
  readonly requests: number;
  readonly failures: number;
  readonly p99Ms: number;
  readonly cpuMs: number;
}

export const MEBIBYTE = 2 ** 20;

/** Samples of the calm in one third of the run, 0 to 2. */
export function thirdOf(samples: readonly Sample[], third: number): Sample[] {
  const calm = samples.filter(({ when }) => when === 'calm');
  const last = calm.at(-1)?.atMinutes ?? 0;
  return calm.filter(({ atMinutes }) => atMinutes >= (last * third) / 3 && atMinutes <= (last * (third + 1)) / 3);
}

/** Theil–Sen: the median of the slopes between all pairs, which a few odd samples don't move. In MB an hour. */
export function rssSlopeMbPerH(samples: readonly Sample[]): number {
  const slopes = samples.flatMap((one, index) =>
    samples.slice(index + 1).map((other) => ((other.rssBytes - one.rssBytes) / MEBIBYTE / (other.atMinutes - one.atMinutes)) * 60),
  );
  slopes.sort((a, b) => a - b);
  return slopes.length === 0 ? 0 : (slopes[Math.floor(slopes.length / 2)] as number);
}

export const most = (samples: readonly Sample[], of: (sample: Sample) => number): number => Math.max(...samples.map(of));
