// Child processes: what they take of the machine, and which ones to look at.

import { attribute, metric, STILL_RUNNING } from '../../instrumentation/vocabulary/index.ts';
import { worseAbove } from '../kit/colours.ts';
import { highest, level, spent } from '../kit/expression.ts';
import type { Row } from '../kit/model.ts';
import { timeSeries, traces } from '../kit/panels.ts';
import { scopedTraces } from '../kit/signals.ts';
import { LIMIT } from '../limits.ts';
import { byProgram, SHOWN, TO_PROGRAM_TRACES } from './child-runs.ts';
import { SERVICE, TO_CHOSEN, TO_LOGS, TO_TRACES } from './shared.ts';

const { processExecutableName, childScript, processExitCode, childExitSignal, childStream, childPid, runId } = attribute;
const ROWS = 20;
const anyChild = { attribute: processExecutableName, operator: '!=', value: '' } as const;

export const CHILD_USE: Row = {
  title: 'What they take',
  panels: [
    timeSeries({
      title: `Memory of children, most ${SHOWN}`,
      shows: 'Physical memory of the running children, by program; their own children not included. Linux only.',
      normal: 'Some ten megabytes for each cell, a few hundred for a language server.',
      otherwise: 'A line that climbs until it breaks off, with a SIGKILL beside: the system ran out of memory.',
      empty: 'No service has started a child, or the system does not tell',
      queries: [{ expression: highest(SHOWN, level('sum', metric.childProcessMemoryUsage, { by: byProgram })) }],
      stacked: true,
      links: [TO_PROGRAM_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: `CPU of children, most ${SHOWN}`,
      shows: 'CPU time of children as a share of one processor, by program. Linux only.',
      normal: `Short peaks. ${LIMIT.childCpuShare.because}.`,
      otherwise: 'A level line near 100 % is a cell in an endless loop: stop it.',
      empty: 'No service has started a child, or the system does not tell',
      queries: [{ expression: highest(SHOWN, spent(metric.childProcessCpuTime, { by: byProgram })) }],
      limits: worseAbove(LIMIT.childCpuShare.warn, LIMIT.childCpuShare.bad),
      links: [TO_PROGRAM_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Output of children',
      shows: 'Bytes a second that services read from stdout and stderr of their children.',
      normal: 'Peaks while cells run.',
      otherwise: 'A level high line is a cell that prints in a loop: it fills the WebSocket too, see "Waiting to be sent" of "WebSockets".',
      empty: 'No child wrote anything that a service reads',
      queries: [{ expression: spent(metric.childProcessIo, { by: [SERVICE.key, childStream.key] }) }],
      links: [TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: `Output by program, most ${SHOWN}`,
      shows: 'Bytes a second by program, stdout and stderr together.',
      normal: 'Peaks while cells run.',
      otherwise: 'The program with the highest line is the one that prints too much.',
      empty: 'No child wrote anything that a service reads',
      queries: [{ expression: highest(SHOWN, spent(metric.childProcessIo, { by: byProgram })) }],
      links: [TO_PROGRAM_TRACES, TO_LOGS],
    }),
  ],
};

export const CHILD_EVIDENCE: Row = {
  title: 'Which one?',
  panels: [
    traces({
      title: 'Children that ended badly',
      shows: `The latest ${ROWS} children with a failure: exit code, signal and script.`,
      normal: 'Empty, but for cells whose code fails.',
      otherwise: 'Click the trace: it shows what started the child, and its run id finds its own telemetry.',
      empty: 'No child ended badly in this time range',
      traceql: scopedTraces(
        { errorsOnly: true },
        [anyChild],
        [processExecutableName, childScript, processExitCode, childExitSignal, childPid, runId],
      ),
      each: 'span',
      rows: ROWS,
      links: [TO_CHOSEN.failedTraces, TO_CHOSEN.errorLogs],
    }),
    traces({
      title: 'Long or left behind',
      shows: `The latest ${ROWS} children that went on after their span had ended: they run long, or the process that started them is gone.`,
      normal: 'Empty, or servers, such as those of languages and previews.',
      otherwise: 'A trace without an "exit" span, of a process that is gone, may be an orphan: look for its process id on the machine.',
      empty: 'No child ran long and none was left behind in this time range',
      traceql: scopedTraces({ event: STILL_RUNNING }, [anyChild], [processExecutableName, childScript, childPid, runId]),
      each: 'span',
      rows: ROWS,
      links: [TO_CHOSEN.traces, TO_CHOSEN.logs],
    }),
  ],
};
