// Where a number stops being good: one table, used for colours and for lines on the graphs, each with its reason.

export interface Limit {
  readonly warn: number;
  readonly bad: number;
  readonly because: string;
}

export const LIMIT = {
  failedShare: { warn: 0.001, bad: 0.005, because: 'The objective is 99.5 %: at 0.5 % the error budget is used up as fast as it comes in' },
  requestSeconds: { warn: 0.5, bad: 1, because: 'People notice half a second and lose their train of thought after one' },
  eventLoopDelaySeconds: { warn: 0.1, bad: 0.5, because: 'Every request in the process waits this long on top of its own work' },
  eventLoopShare: { warn: 0.7, bad: 0.9, because: 'Above 70 % requests queue; near 100 % the process answers health checks late' },
  heapShare: { warn: 0.8, bad: 0.9, because: 'Near its limit V8 collects all the time and then ends the process' },
  gcShare: { warn: 0.05, bad: 0.1, because: 'Above 5 % of time collection slows every request' },
  cpuShare: { warn: 0.7, bad: 0.9, because: 'It is a share of all processors: the machine itself is nearly full' },
  starts: { warn: 2, bad: 5, because: 'One start is a deploy; several in one time range are more likely a crash loop' },
  sqlShare: { warn: 0.2, bad: 0.5, because: 'SQLite runs on the event loop: nothing else happens meanwhile' },
} as const satisfies Record<string, Limit>;
