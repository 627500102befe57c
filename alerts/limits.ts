// Where a number stops being good, over which window, and why there: the table that rules of the catalogue are made of.

const MIB = 1024 * 1024;
const DAY_S = 86_400;

/** A limit and the window it is looked at over, in seconds. */
export interface Limit {
  readonly limit: number;
  readonly windowS: number;
  /** For shares: more events than this in the window. */
  readonly minEvents?: number;
  readonly because: string;
}

/** Three exports: what a process said last, and nothing of one that is gone. */
const NOW_S = 45;
/** Shares need events: five failures at the limit are no accident. */
const failures = (limit: number): number => Math.round(5 / limit);

export const LIMIT = {
  // Requests and calls.
  routeErrors: { limit: 0.05, windowS: 600, minEvents: failures(0.05), because: 'Ten times the budget of 0.5 %, at five failures or more' },
  routeSlow: {
    limit: 0.05,
    windowS: 600,
    minEvents: failures(0.05),
    because: 'More than 5 % slower than the limit is a 95th percentile above it',
  },
  routeSeconds: { limit: 1, windowS: 600, because: 'People lose their train of thought after a second; a bucket boundary' },
  dependencyErrors: {
    limit: 0.1,
    windowS: 600,
    minEvents: failures(0.1),
    because: 'Retries hide a failure in ten; beyond that users feel it',
  },
  trafficLeft: {
    limit: 0.3,
    windowS: 1800,
    because: 'Half of the usual is a holiday; less than a third at the same hour of both days is a broken way in',
  },
  trafficUsual: { limit: 600, windowS: 1800, because: 'Below 20 a minute chance alone makes a third' },
  lowTrafficErrors: {
    limit: 0.1,
    windowS: DAY_S,
    because: 'Twenty times the budget of 0.5 %; nobody meets that by chance five times in a day',
  },
  // Node.
  eventLoopDelayHigh: {
    limit: 0.1,
    windowS: 300,
    because: 'Every request waits this long on top of its own work; one collection is shorter',
  },
  eventLoopBlocked: { limit: 1, windowS: NOW_S, because: 'Health checks and sockets time out after a second or a few' },
  eventLoopShare: { limit: 0.9, windowS: 300, because: 'Above 70 % requests queue; near 100 % nothing is left for a peak' },
  heapShare: { limit: 0.9, windowS: 120, because: 'Near its limit V8 collects all the time and then ends the process' },
  gcSeconds: { limit: 60, windowS: 600, because: '10 % of the time: above 5 % collection slows every request' },
  cpuShare: { limit: 0.9, windowS: 300, because: 'It is a share of all processors: the machine itself is nearly full' },
  // SQLite.
  sqlBlockedSeconds: {
    limit: 60,
    windowS: 300,
    because: '20 % of the time: SQLite runs on the event loop, nothing else happens meanwhile',
  },
  lockWaits: {
    limit: 5,
    windowS: 300,
    because: 'One collision is a retry; several in five minutes are two writers that get in each other’s way',
  },
  fullScans: { limit: 10, windowS: 3600, because: 'Ten runs an hour of a plan that reads everything, where the day before had none' },
  // WebSockets.
  abnormalCloses: {
    limit: 0.5,
    windowS: 300,
    minEvents: 20,
    because: 'Phones drop some connections; half of them is a proxy, a crash or a network',
  },
  handlerErrors: { limit: 0.05, windowS: 600, minEvents: failures(0.05), because: 'Ten times the budget of 0.5 %' },
  authFailures: {
    limit: 15,
    windowS: 300,
    because: 'A person mistypes three times; fifteen refusals in five minutes are a program or an expired key',
  },
  bufferedBytes: {
    limit: 4 * MIB,
    windowS: 60,
    because: 'A client that reads has less than a message or two waiting; this is memory of the process',
  },
  // Children.
  childRestarts: { limit: 5, windowS: 600, because: 'Five restarts in ten minutes never got anywhere' },
  childMemoryBytes: {
    limit: 1024 * MIB,
    windowS: 300,
    because: 'A cell or a dev server needs a few hundred MiB; beyond a GiB the machine pays for it',
  },
  childrenLeft: { limit: 20, windowS: 3600, because: 'Twenty at every moment of an hour: sessions end, their children did not' },
  // AI.
  aiErrors: { limit: 0.2, windowS: 900, minEvents: 20, because: 'Providers shed load now and then; one in five is an outage or a bad key' },
  aiSlow: { limit: 0.1, windowS: 1800, minEvents: 20, because: 'More than 10 % slower than the limit is a 90th percentile above it' },
  aiSeconds: { limit: 81.92, windowS: 1800, because: 'A long answer takes half a minute; a bucket boundary beyond it' },
  aiCostUsd: { limit: 15, windowS: 3600, because: '15 USD an hour are 10 800 a month: somebody should have decided that' },
  // Telemetry of the processes.
  folded: { limit: 0, windowS: 900, because: 'Each folded measurement is one that no query finds' },
  // Collector.
  refused: { limit: 0, windowS: 300, because: 'What is refused stays with its sender, whose memory and disk end too' },
  lost: { limit: 0, windowS: 300, because: 'Silent loss is 0; a loss that is counted is a page' },
  queueShare: {
    limit: 0.7,
    windowS: 120,
    because: 'The Collector’s own advice is to act at 60 to 70 %; the rest is the time that is left',
  },
  collectorMemoryBytes: { limit: 480 * MIB, windowS: 120, because: 'Its limiter refuses from 512 MiB; a process is larger than its heap' },
  // Stores.
  configBroken: { limit: 1, windowS: 300, because: 'A configuration is taken or it is not' },
  ruleFailures: { limit: 0, windowS: 300, because: 'A rule that can’t be evaluated is an alert that can’t fire' },
  undelivered: {
    limit: 10,
    windowS: 900,
    because: 'A restart of Alertmanager costs each alert that fires one try; ten are more than that',
  },
  notifyFailed: {
    limit: 0.01,
    windowS: 900,
    minEvents: 2,
    because: 'alertmanager-mixin: 1 %; two tries, so that a channel that nobody uses is found by a drill',
  },
  otlpRefused: { limit: 0, windowS: 300, because: 'Prometheus refuses whole requests; the Collector gives a 400 up at once' },
  seriesMany: { limit: 500_000, windowS: 600, because: 'About 3 KiB of memory each: 1.5 GiB' },
  storageFailures: {
    limit: 0,
    windowS: 3600,
    because: 'prometheus-mixin: compactions and checkpoints that fail are retried every two hours, with what is left of the disk',
  },
  storeErrors: { limit: 0.1, windowS: 900, minEvents: 20, because: 'loki-mixin: 10 % over 15 min' },
  storeDiscards: { limit: 0, windowS: 300, because: 'A store that refuses lines or spans has lost them' },
  canaryAge: { limit: 300, windowS: 600, because: 'Five rounds of a minute: one or two may be late while a store starts again' },
  // Machine.
  diskShare: {
    limit: 0.9,
    windowS: 120,
    because: 'Prometheus, Loki and SQLite stop at 100 %; logs of an incident are the fastest to fill the rest',
  },
  diskFull: { limit: 0.97, windowS: 120, because: 'Minutes are left, and every SQLite write is about to fail' },
  memoryShare: { limit: 0.9, windowS: 300, because: 'Below a tenth the kernel drops caches, then ends the largest process' },
  cpuBusyShare: { limit: 0.95, windowS: 900, minEvents: 60, because: 'Under 5 % idle everything waits for a processor' },
  down: { limit: 1, windowS: 60, because: 'Four scrapes: one lost is no death' },
  // What is provided.
  credentialAge: { limit: 90 * DAY_S, windowS: 7 * DAY_S, because: 'PCI DSS 3.2.1, 8.2.4 and most company rules: 90 days' },
  backupAge: { limit: 26 * 3600, windowS: 14 * DAY_S, because: 'A nightly backup and two hours of grace' },
} as const satisfies Record<string, Limit>;

/** Limits of what lines say, for Loki's ruler. */
export const LOG = {
  uncaught: { limit: 0, windowS: 300, because: 'Each one ended a process' },
  newError: { limit: 0, windowS: 600, because: 'The first one of its kind is the news' },
  newErrorMemory: { limit: 0, windowS: DAY_S, because: 'What happens every day is no news; a week would make the query read a week' },
  spikeFloor: { limit: 20, windowS: 600, because: 'Two errors a minute are seen by somebody anyway' },
  spike: { limit: 3, windowS: DAY_S, because: 'The usual research value for a baseline of a day: three times' },
  talkative: {
    limit: 60,
    windowS: 3600,
    because: 'A service that writes less than a line a minute may be silent for a quarter of an hour',
  },
  silence: { limit: 0, windowS: 900, because: 'At a line a minute, fifteen are missing' },
} as const satisfies Record<string, Limit>;
