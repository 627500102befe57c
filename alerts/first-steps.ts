// What to do first about each alert, in one sentence out of its runbook, and which traces show its trouble.

import type { PanelName } from './panels.ts';

export interface FirstStep {
  /** What a person who has just woken up does next. */
  readonly first: string;
  /** The list of traces that shows what is wrong; absent where the trouble is in no trace. */
  readonly traces?: PanelName;
}

const NEW_VERSION = 'if it began with a new version, go back to the one before';
const STORE_LOG = 'its log in .peragus/logs/ says why';

export const FIRST_STEPS: Readonly<Record<string, FirstStep>> = {
  ServiceTelemetryLost: {
    first: 'See whether the process still runs: if it is dead, start it; if nobody reports any more, it is the pipeline.',
    traces: 'failedTraces',
  },
  ServiceTotalOutage: {
    first: `Look at which routes fail: one is its code or data, all are something that they share; ${NEW_VERSION}.`,
    traces: 'failedTraces',
  },
  ServiceCrashLooping: {
    first: `Read the last lines before an end; ${NEW_VERSION}.`,
    traces: 'failedTraces',
  },
  AvailabilityBudgetBurn: { first: `Look at the failing routes; ${NEW_VERSION}.`, traces: 'failedTraces' },
  LatencyBudgetBurn: { first: `See in a slow trace which span takes the time; ${NEW_VERSION}.`, traces: 'slowTraces' },
  RouteLatencyBudgetBurn: { first: 'See in a slow trace of the route whether a statement has grown with the data.', traces: 'slowTraces' },
  WebSocketBudgetBurn: { first: `Look at which event fails, with which error; ${NEW_VERSION}.`, traces: 'failedMessageTraces' },
  CellRunBudgetBurn: {
    first: 'Look at which program fails: ENOENT is one that is not installed, SIGKILL one that took too much memory.',
    traces: 'badChildTraces',
  },
  TelemetryDeliveryBudgetBurn: {
    first: 'Look at the reason of the losses: queue_full and spool_full mean that the Collector was away for long.',
  },
  LowTrafficErrors: {
    first: 'Open the failed traces, and treat it as the burn alert of the same objective, without the hurry.',
    traces: 'failedTraces',
  },
  ErrorBudgetExhausted: { first: 'Release nothing but repairs until the budget is above 0 again.', traces: 'failedTraces' },
  TrafficDropped: { first: 'Open the service as a user does, from outside: DNS, certificate, proxy.' },
  RouteErrorRatioHigh: { first: `Open a failed trace of the route; ${NEW_VERSION}.`, traces: 'failedTraces' },
  RouteLatencyHigh: { first: 'See in a slow trace of the route which span takes the time.', traces: 'slowTraces' },
  DependencyErrorsHigh: {
    first: 'Look at the error: ECONNREFUSED and ENOTFOUND mean that the host is down or its name is gone, so ask its owner.',
    traces: 'failedTraces',
  },
  EventLoopBlocked: {
    first: 'Find what blocks in a slow trace: SQL, then stop the job that runs it, or a large computation.',
    traces: 'slowTraces',
  },
  EventLoopDelayHigh: { first: 'Find the one slow statement or route in a slow trace.', traces: 'slowTraces' },
  EventLoopSaturated: { first: 'See whether requests have grown: a client gone wild is stopped at the proxy.', traces: 'slowTraces' },
  HeapNearLimit: { first: 'Restart the process at a quiet moment, before V8 ends it at a bad one.' },
  GcTimeHigh: { first: 'See whether the heap is nearly full; then it is HeapNearLimit that comes next.' },
  ProcessCpuSaturated: { first: `See whether requests have grown with it; ${NEW_VERSION}.`, traces: 'slowTraces' },
  SqliteNewFullScan: {
    first: 'Run EXPLAIN QUERY PLAN on the statement, and add an index on what is in its WHERE.',
    traces: 'slowStatements',
  },
  SqliteBlocksEventLoop: { first: 'Look at the slow statements: a full scan wants an index.', traces: 'slowStatements' },
  SqliteLockWaits: { first: 'See whether two processes write to one file, and let one of them write.', traces: 'slowStatements' },
  WebSocketTotalOutage: { first: `Look at which event fails, with which error; ${NEW_VERSION}.`, traces: 'failedMessageTraces' },
  WebSocketConnectionsDropped: { first: 'Look at how connections end: after a restart or a deploy they come back by themselves.' },
  WebSocketHandlerErrorsHigh: { first: `Open the trace of a failed message; ${NEW_VERSION}.`, traces: 'failedMessageTraces' },
  WebSocketAuthFailures: {
    first: 'See whether it began with a deploy: then the check is wrong or a secret was changed, so go back.',
    traces: 'failedTraces',
  },
  WebSocketSlowConsumer: { first: 'Find the cell that prints without end, and end it.' },
  ChildCrashLoop: { first: 'Read the stderr of the program: a port that is taken, a module that is missing.', traces: 'badChildTraces' },
  ChildMemoryHigh: { first: 'Find the program; one cell is ended, or limited with --max-old-space-size.' },
  ChildrenLeftBehind: {
    first: 'Find the old ones with ps --ppid <pid of the service>, and end those whose session is closed.',
    traces: 'childrenLeft',
  },
  AiErrorRatioHigh: {
    first: 'Look at the error: 401 and 403 are a key that is wrong, expired or out of credit; replace it.',
    traces: 'modelTraces',
  },
  AiLatencyHigh: { first: 'See which model is slow: a smaller one or another provider helps at once.', traces: 'modelTraces' },
  AiCostBurn: { first: 'Find the loop of an agent among the latest operations, and end its session.', traces: 'modelTraces' },
  InstrumentationSilent: { first: 'Run peragus doctor on its machine; it names the reason.' },
  SelfCheckFailing: { first: 'Run peragus doctor on its machine; of a delivery check look at the Collector first.' },
  CardinalityOverflow: {
    first: 'Look at the metric and the attribute to blame: ids in a route or a topic want the template of the route.',
  },
  PipelineCanaryLost: { first: 'Read the log of the canary, .peragus/logs/canary.log: it says whether the Collector or the store fails.' },
  CollectorDown: { first: 'Start it again; its log in .peragus/logs/collector.log says why it ended.' },
  CollectorDataLoss: { first: 'Search the log of the Collector for “Permanent error”: it has the answer of the store.' },
  CollectorQueueFull: { first: 'Start the store that is down, or free its disk; the queue drains by itself.' },
  CollectorQueueFilling: { first: 'See whether the store behind the queue is down or slow, and help there.' },
  CollectorRefusing: { first: 'See whether a queue or a disk of the Collector is full.' },
  CollectorMemoryRefusing: { first: 'Find the service that floods it, and sample its traces or lower its log level.' },
  CollectorMemoryHigh: { first: 'Look for very large spans or lines.' },
  LokiDiscarding: { first: 'Look at the reason: after rate_limited it catches up by itself, others are lines that it will never take.' },
  LokiErrorsHigh: { first: `Look at which requests fail; ${STORE_LOG}.` },
  LokiPanics: { first: 'Read the stack in its log, and look for a known issue of that version.' },
  TempoDiscarding: { first: 'Look at the reason: trace_too_large is a trace that never ends, often a loop in one parent.' },
  TempoErrorsHigh: { first: `Look at which requests fail; ${STORE_LOG}.` },
  TempoStorageFailing: { first: 'Free space on its disk; it goes on by itself.' },
  TargetDown: { first: `Start it if it does not run; ${STORE_LOG} it ended.` },
  PrometheusRuleFailures: { first: 'Open /rules of Prometheus: it shows the error of each rule.' },
  PrometheusConfigReloadFailed: { first: 'Run promtool check config on its file: it says where the mistake is.' },
  PrometheusOtlpRejecting: { first: 'Read the answer in the log of the Collector; “out of order” and “too old” are a wrong clock.' },
  PrometheusSamplesTooOld: { first: 'After an outage of more than 12 h do nothing; otherwise compare the clocks.' },
  PrometheusStorageFailing: { first: 'Free space on its disk; it tries again within two hours.' },
  PrometheusSeriesMany: { first: 'Look at which metrics have the most series, and at what starts so often.' },
  AlertmanagerDown: { first: 'Start it; its log in .peragus/logs/alertmanager.log says why it ended.' },
  PrometheusKnowsNoAlertmanager: { first: 'Write targets/alertmanager.yaml again: it is empty or can’t be read.' },
  PrometheusNotDeliveringAlerts: { first: 'See whether Alertmanager runs, and start it.' },
  AlertmanagerConfigReloadFailed: { first: 'Run amtool check-config on its file: it says where the mistake is.' },
  NotificationChannelFailing: {
    first: 'Look at the reason: clientError is a secret or an address that is wrong; put the right one into its file.',
  },
  HostDiskFilling: { first: 'Find what grows: du -xh -d2 <mountpoint> | sort -h | tail.' },
  HostDiskFull: { first: 'Free space now, old logs and core files first: du -xh -d2 <mountpoint> | sort -h | tail.' },
  HostMemoryLow: { first: 'Find who takes it; a child of a service is ended.' },
  HostCpuSaturated: { first: 'Look at what the processors do: wait is a slow disk, not a lack of processor.' },
  CredentialTooOld: { first: 'Make a new one with the provider, put it in place, see that the service uses it, revoke the old one.' },
  BackupTooOld: { first: 'Run the backup by hand; its output says why it failed.' },
  UncaughtException: { first: `Read the exception and its stack in the log lines; ${NEW_VERSION}.`, traces: 'failedTraces' },
  NewErrorKind: { first: 'Read the first lines of the new kind, and the change that came before them.', traces: 'failedTraces' },
  ErrorLogSpike: { first: 'Look at which errors grow; often they are of a dependency.', traces: 'failedTraces' },
  LogSilence: { first: 'See whether it is alive and asked for anything; then its logger was changed.' },
};
