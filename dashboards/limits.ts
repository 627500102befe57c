// Where a number stops being good: one table, used for colours and for lines on the graphs, each with its reason.

/** What one process of each part carries before the next step of scale: Collector's CI, Prometheus' memory, Loki's documentation. */
export const LADDER = { spansPerSecond: 10_000, series: 1_000_000, logBytesPerSecond: 20e9 / 86_400 } as const;

/** The objective of requests, as in alerts/slo.ts, which a test compares: share of good ones over so many days. */
export const OBJECTIVE = { share: 0.995, allowed: 0.005, days: 30 } as const;

/** When an alert of an objective fires: the table of the alerts, which a test compares. */
const TICKETS_ONLY = ['route-latency', 'cell-runs', 'telemetry-delivery'] as const;
export const BURN = {
  hour: { window: '1h', factor: 14.4, windowS: 3_600, except: TICKETS_ONLY },
  quarterDay: { window: '6h', factor: 6, windowS: 21_600, except: TICKETS_ONLY },
  day: { window: '1d', factor: 3, windowS: 86_400, except: [] },
  threeDays: { window: '3d', factor: 1, windowS: 259_200, except: [] },
} as const;

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
  hostCpuShare: { warn: 0.8, bad: 0.95, because: 'Under 5 % idle everything on the machine waits for a processor' },
  hostMemoryShare: { warn: 0.8, bad: 0.9, because: 'In the last tenth the kernel drops its caches, then ends the largest process' },
  loadPerProcessor: { warn: 1, bad: 2, because: 'Above 1 threads wait for their turn' },
  diskShare: { warn: 0.9, bad: 0.97, because: 'At 100 % SQLite, Prometheus and Loki can’t write' },
  diskBusyShare: { warn: 0.7, bad: 0.9, because: 'A disk that always has something to do makes everyone wait' },
  sqlShare: { warn: 0.2, bad: 0.5, because: 'SQLite runs on the event loop: nothing else happens meanwhile' },
  handlerSeconds: { warn: 0.1, bad: 0.5, because: 'Keystrokes and output of cells travel as messages: above 0.1 s people feel a delay' },
  failedMessageShare: { warn: 0.001, bad: 0.005, because: 'To the one who waits a failed message is a failed request' },
  bufferedBytes: { warn: 1 << 20, bad: 16 << 20, because: 'What a connection does not read stays in the memory of the process' },
  refusedUpgrades: { warn: 1, bad: 20, because: 'One may be an old tab; many are a broken client or someone trying doors' },
  statementSeconds: { warn: 0.01, bad: 0.1, because: 'The event loop stands still meanwhile, for everyone' },
  fullScans: { warn: 1, bad: 1000, because: 'A table that is read from end to end gets slower with every row' },
  transactionSeconds: { warn: 0.05, bad: 0.5, because: 'It holds the only write lock for up to so long' },
  shapes: { warn: 150, bad: 200, because: 'Beyond 200 shapes statements are no longer told apart' },
  crashes: { warn: 1, bad: 5, because: 'Nobody asked these children to end' },
  childSeconds: { warn: 10, bad: 60, because: 'Whoever runs a cell waits for it; the span of a longer one ends before it does' },
  crashedShare: { warn: 0.05, bad: 0.5, because: 'Code of people fails now and then; a program that mostly fails is broken' },
  childCpuShare: { warn: 1, bad: 2, because: 'One processor is 100 %; the services need some too' },
  aiSeconds: { warn: 10, bad: 30, because: 'People wait for the whole answer' },
  aiFirstChunkSeconds: { warn: 2, bad: 5, because: 'Until the first words come nothing seems to happen' },
  aiFailedShare: { warn: 0.01, bad: 0.05, because: 'Providers fail now and then; more than 5 % is an outage of theirs or a fault of ours' },
  errorLines: { warn: 1, bad: 100, because: 'An error line is something that a person should know' },
  newKinds: { warn: 1, bad: 5, because: 'What never failed before is most likely the last change' },
  droppedItems: { warn: 1, bad: 1000, because: 'What was given up is missing for ever; 0 is the aim' },
  queueShare: { warn: 0.6, bad: 0.8, because: 'Above 60 % what comes next is slower than what comes in; a full queue refuses' },
  collectorMemoryBytes: {
    warn: 400 * 1024 ** 2,
    bad: 512 * 1024 ** 2,
    because: 'Its memory limiter refuses from 384 MiB of heap on, and always at 512 MiB',
  },
  undelivered: { warn: 1, bad: 5, because: 'A message that no channel took is an alert that nobody heard' },
  deliverySeconds: { warn: 5, bad: 10, because: 'Alertmanager gives a channel 10 s' },
  canaryAgeS: {
    warn: 120,
    bad: 300,
    because: 'A round takes a second or two, so two minutes are a round that was lost; five are an alert',
  },
  ladderShare: { warn: 0.7, bad: 0.9, because: 'The next step of scale takes days to set up; begin before it is needed' },
} as const satisfies Record<string, Limit>;
