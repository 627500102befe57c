// What arrived at the sink, as numbers.

export interface Counts {
  spans: number;
  logs: number;
  points: number;
  requests: number;
  /** Requests that the latest metrics know of: they are totals of a process. */
  measured: number;
  /** Bodies as they came over the wire. */
  bytes: number;
  /** Bodies that could not be read. */
  unread: number;
}

export const noCounts = (): Counts => ({ spans: 0, logs: 0, points: 0, requests: 0, measured: 0, bytes: 0, unread: 0 });

export function difference(after: Counts, before: Counts): Counts {
  const keys = Object.keys(after) as (keyof Counts)[];
  return Object.fromEntries(keys.map((key) => [key, after[key] - before[key]])) as unknown as Counts;
}
