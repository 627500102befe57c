// Child processes: how many run, how long, and how they end.

import { attribute, metric, SPAN_KIND_CLIENT } from '../../instrumentation/vocabulary/index.ts';
import { NEUTRAL, worseAbove } from '../kit/colours.ts';
import { buckets, events, highest, level, named, onlyWhere, quantile, ratio, spent } from '../kit/expression.ts';
import { toTraces } from '../kit/links.ts';
import type { Row } from '../kit/model.ts';
import { heatmap, stat, table, timeSeries } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE, TO_BOARD, TO_CHOSEN, TO_ERROR_LOGS, TO_FAILED_TRACES, TO_LOGS, TO_TRACES } from './shared.ts';
import { singleSpans } from './single-spans.ts';

const by = [SERVICE.key] as const;
const { processExecutableName, errorType } = attribute;
const PROGRAM = processExecutableName;
export const byProgram = [SERVICE.key, PROGRAM.key] as const;
const runs = metric.childProcessDuration;
export const SHOWN = 10;
const ROWS = 20;
/** Names of system errors, by which a child did not start or was given up; other failures are signals and codes. */
const SYSTEM_ERRORS = 'E[A-Z0-9]+';

export const TO_PROGRAM_TRACES = toTraces('Traces of this program', [SERVICE, PROGRAM]);
const TO_FAILED_PROGRAM_TRACES = toTraces('Failed traces of this program', [SERVICE, PROGRAM], { errorsOnly: true });
const inRange = { by: byProgram, over: 'range' } as const;
const count = events(runs, inRange);
const crashes = spent(metric.childProcessCrashes, inRange);

export const CHILD_HEALTH: Row = {
  title: 'Do they run well?',
  panels: [
    stat({
      title: 'Running',
      shows: 'Child processes of each service that run now: cells, language servers, installs.',
      normal: 'Some for each open notebook, and back down when it is closed.',
      otherwise: 'If it only climbs, children are never ended: find the program below.',
      empty: 'No service has started a child',
      query: { expression: level('sum', metric.childProcessRunning, { by }) },
      scale: NEUTRAL,
      mode: 'trend',
      links: [TO_TRACES, TO_LOGS, TO_BOARD.nodeRuntime],
    }),
    stat({
      title: 'Ended',
      shows: 'Children that ended in the time range, well or not.',
      normal: 'As many as cells were run.',
      otherwise: 'None while many run: they hang; stop one and read its output.',
      empty: 'No child has ended',
      query: { expression: events(runs, { by, over: 'range' }) },
      scale: NEUTRAL,
      mode: 'now',
      links: [TO_TRACES, TO_LOGS],
    }),
    stat({
      title: 'Crashed',
      shows: 'Children in the time range that ended by a signal nobody here asked for, or with another exit code than 0.',
      normal: `Empty, or 0, but for cells whose code fails. ${LIMIT.crashes.because}.`,
      otherwise: 'Open the failed traces: exit code and signal stand on the span.',
      empty: 'No child has crashed, or none was ever started',
      query: { expression: spent(metric.childProcessCrashes, { by, over: 'range' }) },
      scale: worseAbove(LIMIT.crashes.warn, LIMIT.crashes.bad),
      mode: 'now',
      links: [TO_FAILED_TRACES, TO_ERROR_LOGS],
    }),
    stat({
      title: 'Started again',
      shows: 'Starts in the time range of the same program and script within 30 s after it crashed.',
      normal: 'Empty, or 0.',
      otherwise: 'A loop of crashes: something starts it again without mending the cause.',
      empty: 'No child was started again after a crash',
      query: { expression: spent(metric.childProcessRestarts, { by, over: 'range' }) },
      scale: worseAbove(LIMIT.starts.warn, LIMIT.starts.bad),
      mode: 'now',
      links: [TO_FAILED_TRACES, TO_ERROR_LOGS],
    }),
  ],
};

export const CHILD_RUNS: Row = {
  title: 'Runs',
  panels: [
    timeSeries({
      title: `Running by program, most ${SHOWN}`,
      shows: 'Child processes that run now, by program.',
      normal: 'Rises and falls with the people at work.',
      otherwise: 'A step that never comes back is a child that nobody ends; its traces say which script it runs.',
      empty: 'No service has started a child',
      queries: [{ expression: highest(SHOWN, level('sum', metric.childProcessRunning, { by: byProgram })) }],
      links: [TO_PROGRAM_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: `Ends by program and kind, most ${SHOWN}`,
      shows:
        'Children that ended, a second: "(well)", by a signal, with another exit code than 0 (exit_code), or not started at all (a system error).',
      normal: 'Nearly all "(well)".',
      otherwise: 'SIGKILL that nobody sent is most likely the system out of memory; ENOENT a program that is not installed.',
      empty: 'No child ended in this time range',
      queries: [{ expression: named(highest(SHOWN, events(runs, { by: [...byProgram, errorType.key] })), errorType.key, '(well)') }],
      stacked: true,
      links: [TO_PROGRAM_TRACES, TO_FAILED_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: `Duration of runs, p95, slowest ${SHOWN}`,
      shows: 'Time from start to end, 95 % of the runs below, by program. Servers last as long as they are wanted.',
      normal: 'As long as the cells of people take.',
      otherwise: 'All programs slower at once: the machine is full, see CPU below. npm alone: the network or the registry.',
      empty: 'No child ended in this time range, so nothing to time',
      queries: [{ expression: highest(SHOWN, quantile(0.95, runs, { by: byProgram })) }],
      links: [TO_PROGRAM_TRACES, TO_LOGS],
    }),
    heatmap({
      title: 'Duration of runs, all',
      shows: 'How many children took how long: the stronger the colour, the more.',
      normal: 'Bands for what people do: checks of some 100 ms, cells of seconds, installs of tens of seconds.',
      otherwise: 'A new band at 5 ms: something fails at once, again and again.',
      empty: 'No child ended in this time range',
      query: { expression: buckets(runs) },
      links: [TO_CHOSEN.traces, TO_CHOSEN.logs],
    }),
    singleSpans({
      one: 'child',
      many: 'children',
      kind: SPAN_KIND_CLIENT,
      names: 'spawn .*',
      slowS: LIMIT.childSeconds.warn,
      limits: worseAbove(LIMIT.childSeconds.warn, LIMIT.childSeconds.bad),
      whole: `Duration of runs, p95, slowest ${SHOWN}`,
      links: [TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Failed starts',
      shows: 'Children a second that did not start or were given up, by system error: ENOENT, EACCES, ETIMEDOUT, ENOBUFS.',
      normal: 'Empty.',
      otherwise: 'ENOENT: the program is not installed or not on PATH. EAGAIN, ENOMEM: the machine is full. ETIMEDOUT: it took too long.',
      empty: 'Every child started in this time range, or none was asked for',
      queries: [{ expression: events(runs, { by: [...byProgram, errorType.key], where: [[errorType.key, '=~', SYSTEM_ERRORS]] }) }],
      errors: true,
      links: [TO_FAILED_PROGRAM_TRACES, TO_ERROR_LOGS],
    }),
    table({
      title: 'Programs',
      shows: `The ${ROWS} programs that ran most in the whole time range, how long, and how many crashed.`,
      normal: 'Crashes only where the code of a cell fails.',
      otherwise: 'Click a program for its failed traces.',
      empty: 'No child ended in this time range',
      keys: [
        { attribute: SERVICE, heading: 'Service' },
        { attribute: PROGRAM, heading: 'Program' },
      ],
      values: [
        { heading: 'Runs', expression: onlyWhere(count, count) },
        { heading: 'p50', expression: quantile(0.5, runs, inRange) },
        { heading: 'p95', expression: quantile(0.95, runs, inRange) },
        { heading: 'Crashed share', expression: ratio(crashes, count), scale: worseAbove(LIMIT.crashedShare.warn, LIMIT.crashedShare.bad) },
        { heading: 'CPU time', expression: spent(metric.childProcessCpuTime, inRange) },
        { heading: 'Output', expression: spent(metric.childProcessIo, inRange) },
      ],
      orderBy: 'Runs',
      rows: ROWS,
      links: [TO_FAILED_PROGRAM_TRACES, TO_PROGRAM_TRACES, TO_LOGS],
    }),
  ],
};
