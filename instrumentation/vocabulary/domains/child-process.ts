// Child processes: what was started, how it ended, what the running ones use.

import { atMost, attributes, many, oneOf } from '../attribute.ts';
import { metrics } from '../metric.ts';
import { failureAttribute } from './failure.ts';
import { own, semconvDev } from './sources.ts';

/** Programs that one service is told apart by; the rest is counted as `_OTHER`. */
export const EXECUTABLES_MAX = 50;

/** Event on the span of a child that outlived it: the span ended, the child went on. */
export const STILL_RUNNING = 'still running';

export const childProcessAttribute = attributes({
  processExecutableName: {
    ...semconvDev,
    key: 'process.executable.name',
    type: 'string',
    cardinality: atMost(EXECUTABLES_MAX + 1),
    brief: 'Base name of the program; of a shell script its first word. `_OTHER` beyond 50 names or where the name is no plain word',
  },
  childPid: { ...semconvDev, key: 'process.pid', type: 'int', cardinality: many, brief: 'Process id of the child' },
  processExitCode: { ...semconvDev, key: 'process.exit.code', type: 'int', cardinality: atMost(256), brief: 'Exit code of the child' },
  childScript: {
    ...own,
    key: 'child_process.script',
    type: 'string',
    cardinality: many,
    brief: 'Base name of the script that node, npx or tsx runs; other arguments never leave',
  },
  childExitSignal: {
    ...own,
    key: 'child_process.exit.signal',
    type: 'string',
    cardinality: atMost(40),
    brief: 'Signal that ended the child',
  },
  childStopRequested: {
    ...own,
    key: 'child_process.stop.requested',
    type: 'boolean',
    cardinality: oneOf('true'),
    brief: 'The application itself asked the child to stop: kill, time-out or AbortSignal',
  },
  childStream: {
    ...own,
    key: 'child_process.stream',
    type: 'string',
    cardinality: oneOf('stdout', 'stderr'),
    brief: 'Stream that the child wrote',
  },
  runId: {
    ...own,
    key: 'peragus.run.id',
    type: 'string',
    cardinality: many,
    brief: 'Random id of one run of a child, in its environment as PERAGUS_RUN_ID',
  },
});

const a = childProcessAttribute;
const each = [a.processExecutableName] as const;

export const childProcessMetric = metrics({
  childProcessRunning: {
    ...own,
    name: 'child_process.running',
    instrument: 'updowncounter',
    unit: '{process}',
    attributes: each,
    seriesBudget: 51,
    brief: 'Children that run now; a synchronous one blocks the export and never shows here',
  },
  childProcessDuration: {
    ...own,
    name: 'child_process.duration',
    instrument: 'histogram',
    unit: 's',
    attributes: [a.processExecutableName, failureAttribute.errorType],
    // From a `true` (5 ms) over node's start (40 ms) and an npm install (tens of seconds) to servers that live for hours.
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200],
    seriesBudget: 200,
    brief: 'Time from the start of a child to its end; failed starts included',
  },
  childProcessCrashes: {
    ...own,
    name: 'child_process.crashes',
    instrument: 'counter',
    unit: '{crash}',
    attributes: [a.processExecutableName, failureAttribute.errorType],
    seriesBudget: 200,
    brief: 'Children that ended by a signal nobody here asked for (its name), or with another code than 0 (`exit_code`)',
  },
  childProcessRestarts: {
    ...own,
    name: 'child_process.restarts',
    instrument: 'counter',
    unit: '{restart}',
    attributes: each,
    seriesBudget: 51,
    brief: 'Starts of the same program and script within 30 s after it crashed',
  },
  childProcessCpuTime: {
    ...own,
    name: 'child_process.cpu.time',
    instrument: 'counter',
    unit: 's',
    attributes: each,
    seriesBudget: 51,
    brief: 'CPU time used by children and by those they waited for; Linux only',
  },
  childProcessMemoryUsage: {
    ...own,
    name: 'child_process.memory.usage',
    instrument: 'updowncounter',
    unit: 'By',
    attributes: each,
    seriesBudget: 51,
    brief: 'Physical memory of running children, their own children not included; Linux only',
  },
  childProcessIo: {
    ...own,
    name: 'child_process.io',
    instrument: 'counter',
    unit: 'By',
    attributes: [a.processExecutableName, a.childStream],
    seriesBudget: 102,
    brief: 'Bytes read from stdout and stderr of children, where these are pipes',
  },
});
