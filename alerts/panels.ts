// The panels that alerts lead to. Ids are places on a dashboard; test/unit/alerts-links.test.ts compares id and title with what is built.

export interface Panel {
  /** Uid of the dashboard. */
  readonly board: string;
  readonly id: number;
  readonly title: string;
}

const on = <const T extends Readonly<Record<string, readonly [id: number, title: string]>>>(board: string, panels: T) =>
  Object.fromEntries(Object.entries(panels).map(([name, [id, title]]) => [name, { board, id, title }])) as {
    readonly [Name in keyof T]: Panel;
  };

export const PANEL = {
  ...on('start-here', { firingAlerts: [10, 'Firing alerts'] }),
  ...on('service-overview', {
    instances: [2, 'Instances reporting'],
    requests: [7, 'Requests by service'],
    failedRequests: [8, 'Failed requests by service'],
    duration: [9, 'Duration by service'],
    routeDuration: [16, 'Duration by route, p95, slowest 10'],
    slowRoutes: [17, 'Slowest routes'],
    failingRoutes: [18, 'Failing routes'],
    failedCalls: [22, 'Outgoing requests that fail'],
    failedTraces: [29, 'Failed traces'],
    slowTraces: [30, 'Traces slower than 0.5 s'],
  }),
  ...on('node-runtime', {
    loopDelay: [7, 'Event loop delay'],
    loopBusy: [8, 'Event loop busy'],
    gcTime: [10, 'Time in garbage collection'],
    heap: [13, 'Heap used and its limit'],
    cpu: [16, 'CPU'],
    uptime: [19, 'Uptime'],
    selfChecks: [21, 'Checks of the instrumentation'],
    libraries: [22, 'Libraries that are seen'],
  }),
  ...on('websockets', {
    failedMessages: [4, 'Failed messages'],
    connectionEnds: [8, 'How connections end'],
    refusedUpgrades: [10, 'Refused upgrades'],
    messageEvents: [16, 'Events'],
    waitingToBeSent: [19, 'Waiting to be sent'],
    failedMessageTraces: [23, 'Failed messages and their traces'],
  }),
  ...on('sqlite', {
    loopHeld: [7, 'Event loop held, by table, most 10'],
    failedStatements: [11, 'Failed statements'],
    fullScans: [18, 'Full scans by table'],
    slowStatements: [21, 'Statements slower than 0.01 s'],
  }),
  ...on('child-processes', {
    restarts: [5, 'Started again'],
    childEnds: [8, 'Ends by program and kind, most 10'],
    childMemory: [15, 'Memory of children, most 10'],
    badChildTraces: [20, 'Children that ended badly'],
    childrenLeft: [21, 'Long or left behind'],
  }),
  ...on('ai', {
    failedOperations: [8, 'Failed operations by model'],
    answerTime: [9, 'Time to the whole answer by model, p95'],
    cost: [17, 'Cost of the last hour'],
    modelTraces: [23, 'Latest operations'],
  }),
  ...on('logs', {
    linesByLevel: [7, 'Log lines by level'],
    errorLines: [8, 'Error lines by service'],
    newKinds: [14, 'New kinds since the time before'],
    crashes: [17, 'Crashes and warnings of Node'],
  }),
  ...on('telemetry-pipeline', {
    partsUp: [5, 'Parts up'],
    givenUp: [8, 'Given up by reason'],
    folded: [12, 'Folded measurements'],
    refusedByCollector: [15, 'Refused by the Collector'],
    queues: [16, 'Queues against their room'],
    lostByCollector: [18, 'Lost on the way to a store'],
    collectorMemory: [19, 'Memory of the Collector'],
    takenByStores: [22, 'Taken by the stores'],
    refusedByStores: [23, 'Refused by the stores'],
    nextStep: [24, 'To the next step of scale'],
    canary: [25, 'Since the canary came back'],
  }),
  ...on('slo', {
    budgetLeft: [14, 'Budget left over time'],
    badShare: [15, 'Bad events'],
  }),
  ...on('host', {
    cpuBusy: [7, 'Processor time by use'],
    memoryTaken: [9, 'Memory of the machine'],
    diskTaken: [15, 'Space taken'],
  }),
  ...on('alerts-and-on-call', {
    channels: [13, 'Messages by channel'],
    handedOver: [18, 'Alerts handed to Alertmanager'],
    rulesAndReloads: [19, 'Rules and configuration'],
  }),
} as const;
export type PanelName = keyof typeof PANEL;
