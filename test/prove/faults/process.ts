// Faults inside an observed process: its event loop, heap and lines, SQLite, and what it says of its own telemetry.

import { providedAttribute, providedMetric } from '../../../instrumentation/vocabulary/index.ts';
import type { Row } from '../row.ts';

const DAY_S = 86_400;
const smallHeap = { flags: ['--max-old-space-size=300', '--max-semi-space-size=1', '--expose-gc'] } as const;
const nowS = (): number => Date.now() / 1000;

export const processFaults: readonly Row[] = [
  {
    fault: 'The event loop stands still for 1.3 s of every 1.35 s.',
    alerts: ['EventLoopBlocked page', 'EventLoopDelayHigh ticket', 'EventLoopSaturated ticket'],
    service: 'blocked',
    phase: 'loop and heap',
    observed: {},
    // A stop of its own exports is what it is.
    brings: ['ServiceTelemetryLost blocked'],
    begin: ({ app }) => app.begin('runtime/blocks', { forMs: 1300, everyMs: 1350 }),
  },
  {
    fault: 'The heap is filled to 92 % of its limit.',
    alerts: ['HeapNearLimit ticket'],
    service: 'heap',
    phase: 'loop and heap',
    observed: smallHeap,
    // V8 collects more and more, and may end it.
    brings: ['EventLoopBlocked heap', 'ServiceTelemetryLost heap'],
    begin: ({ app }) => app.begin('runtime/fillsHeap', { share: 0.92 }),
  },
  {
    fault: 'Garbage is collected ten times a second.',
    alerts: ['GcTimeHigh ticket'],
    service: 'collects',
    phase: 'loop and heap',
    observed: smallHeap,
    begin: ({ app }) => app.begin('runtime/collects', { everyMs: 100 }),
  },
  {
    fault: 'A loop takes the only processor that the process may use, and stands still for 300 ms at a time.',
    alerts: ['ProcessCpuSaturated ticket', 'EventLoopDelayHigh ticket', 'EventLoopSaturated ticket'],
    service: 'processor',
    phase: 'processor',
    // Before everything else that wants this processor: what it doesn't get, it doesn't use. Without leave it is as nice as the others.
    observed: { wrapper: ['nice', '-n', '-15', 'taskset', '-c', '0'] },
    brings: ['EventLoopBlocked processor', 'ServiceTelemetryLost processor'],
    begin: ({ app }) => app.begin('runtime/blocks', { forMs: 300, everyMs: 301 }),
  },
  {
    fault: 'An exception of a class that was never seen is logged three times.',
    alerts: ['NewErrorKind ticket'],
    service: 'new-error',
    phase: 'lines',
    observed: {},
    begin: ({ app }) => app.begin('runtime/logsNewError', { times: 3 }),
  },
  {
    fault: 'Ten errors a second are logged, where none were.',
    alerts: ['ErrorLogSpike ticket'],
    service: 'many-errors',
    phase: 'lines',
    observed: {},
    begin: ({ app }) => app.begin('runtime/logsErrors', { everyMs: 100 }),
  },
  {
    fault: 'A process that wrote ten lines a second writes none any more.',
    alerts: ['LogSilence ticket'],
    service: 'silent',
    phase: 'lines',
    observed: {},
    withinS: 180,
    begin: async ({ app }) => {
      const silence = await app.begin('runtime/talks', { everyMs: 100 });
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      await silence();
      return async () => void (await app.begin('runtime/talks', { everyMs: 100 }));
    },
  },
  {
    fault: 'A statement reads a whole table ten times a second.',
    alerts: ['SqliteNewFullScan ticket'],
    service: 'scans',
    phase: 'sqlite',
    observed: {},
    lasting: ['SqliteNewFullScan ticket'],
    begin: ({ app }) => app.begin('sqlite/scans', { everyMs: 100 }),
  },
  {
    fault: 'Statements hold the event loop for 300 ms of every 500 ms.',
    alerts: ['SqliteBlocksEventLoop ticket'],
    service: 'long-statements',
    phase: 'sqlite',
    observed: {},
    begin: ({ app }) => app.begin('sqlite/holdsLoop', { forMs: 300, everyMs: 500 }),
  },
  {
    fault: 'Ten writes a second find the database locked by another connection.',
    alerts: ['SqliteLockWaits ticket'],
    service: 'locked',
    phase: 'sqlite',
    observed: {},
    begin: ({ app }) => app.begin('sqlite/waitsForLock', { everyMs: 100 }),
  },
  {
    fault: 'A counter gets 400 new values of one attribute a second.',
    alerts: ['CardinalityOverflow ticket'],
    service: 'overflows',
    phase: 'own telemetry',
    observed: {},
    begin: ({ app }) => app.begin('telemetry/overflows', { series: 400, everyMs: 1000 }),
  },
  {
    fault: 'A version of Express is loaded whose files nobody knows; at the end the process is started again.',
    alerts: ['InstrumentationSilent ticket'],
    service: 'unseen-library',
    phase: 'own telemetry',
    observed: {},
    begin: async ({ app }) => {
      await app.begin('telemetry/loadsUnknown', { library: 'winston' });
      return async () => {
        await app.kill();
        await app.start();
      };
    },
  },
  {
    fault: 'The receiver of its spans refuses them with 503.',
    alerts: ['SelfCheckFailing ticket'],
    service: 'undelivered-spans',
    phase: 'own telemetry',
    observed: { driven: true, spansApart: true },
    begin: async ({ standIns }) => {
      standIns.refuses = true;
      return () => {
        standIns.refuses = false;
      };
    },
  },
  {
    fault: '400 lines are written at once, twice a second, where 20 fit into the queue.',
    alerts: ['TelemetryDeliveryBudgetBurn ticket'],
    service: 'drops-lines',
    phase: 'own telemetry',
    observed: { env: { OTEL_BLRP_MAX_QUEUE_SIZE: '20', OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '20', PERAGUS_SPOOL_DIR: 'off' } },
    lasting: ['TelemetryDeliveryBudgetBurn ticket', 'ErrorBudgetExhausted ticket'],
    begin: ({ app }) => app.begin('telemetry/talksTooFast', { lines: 400, everyMs: 500 }),
  },
  {
    fault: 'The application reports a key that was replaced 91 days ago.',
    alerts: ['CredentialTooOld ticket'],
    service: 'old-key',
    phase: 'own telemetry',
    observed: {},
    begin: ({ app }) =>
      app.begin('telemetry/tellsAge', {
        metric: providedMetric.credentialRotated.name,
        attributes: { [providedAttribute.credentialName.key]: 'proof-key' },
        atS: nowS() - 91 * DAY_S,
      }),
  },
  {
    fault: 'The application reports a backup of 27 hours ago.',
    alerts: ['BackupTooOld ticket'],
    service: 'old-backup',
    phase: 'own telemetry',
    observed: {},
    begin: ({ app }) =>
      app.begin('telemetry/tellsAge', {
        metric: providedMetric.backupCompleted.name,
        attributes: { [providedAttribute.backupName.key]: 'proof.db' },
        atS: nowS() - 27 * 3600,
      }),
  },
];
