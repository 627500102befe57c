// Logs: which lines repeat, which errors there are, which are new, and what was left out.

import { attribute, metric } from '../../instrumentation/vocabulary/index.ts';
import { worseAbove } from '../kit/colours.ts';
import { spent } from '../kit/expression.ts';
import { frequentLines, lineCount, lineRate, lineSum, newLines, PATTERN } from '../kit/log-lines.ts';
import type { Row } from '../kit/model.ts';
import { logs, table, timeSeries } from '../kit/panels.ts';
import { LEVELS, type LineFilter, SEVERITY, scopedLogs } from '../kit/signals.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE, TO_BOARD, TO_CHOSEN, TO_ERROR_LOGS, TO_FAILED_TRACES, TO_LOGS, TO_TRACES } from './shared.ts';

const { exceptionType, exceptionOrigin, logFieldsDropped, warningName, signal, dropReason } = attribute;
const ROWS = 20;
const anException = [[exceptionType, '!=', '']] as const satisfies readonly LineFilter[];
const byKind = [SERVICE, exceptionType] as const;
const KIND_KEYS = [
  { attribute: SERVICE, heading: 'Service' },
  { attribute: exceptionType, heading: 'Exception' },
];

export const LOG_KINDS: Row = {
  title: 'What is said',
  panels: [
    table({
      title: 'Most frequent lines',
      shows: `The ${ROWS} most frequent lines of the time range; ids and numbers are replaced by *.`,
      normal: 'Plain progress.',
      otherwise: 'A line that leads without saying anything costs room: lower its level. An error that leads is where to begin.',
      empty: 'No log line in this time range',
      keys: [
        { attribute: SERVICE, heading: 'Service' },
        { attribute: SEVERITY, heading: 'Level' },
        { attribute: PATTERN, heading: 'Line' },
      ],
      values: [{ heading: 'Lines', expression: frequentLines(ROWS, { by: [SERVICE, SEVERITY] }) }],
      orderBy: 'Lines',
      rows: ROWS,
      links: [TO_LOGS, TO_ERROR_LOGS, TO_TRACES],
    }),
    table({
      title: 'New kinds since the time before',
      shows: 'Exceptions of the time range whose kind the same time before it did not have.',
      normal: `Empty. ${LIMIT.newKinds.because}.`,
      otherwise: 'Read one of its lines and open its trace; undo the last deploy when it began with it.',
      empty: 'No kind of exception is new in this time range',
      keys: KIND_KEYS,
      values: [{ heading: 'Lines', expression: newLines({ by: byKind, where: anException }), scale: worseAbove(1, LIMIT.errorLines.bad) }],
      orderBy: 'Lines',
      rows: ROWS,
      width: 12,
      links: [TO_ERROR_LOGS, TO_FAILED_TRACES],
    }),
    table({
      title: 'Kinds of errors',
      shows: 'Exceptions of the time range by kind.',
      normal: 'Empty.',
      otherwise: 'Begin with the most frequent one; its stack stands in the line.',
      empty: 'No line with an exception in this time range',
      keys: KIND_KEYS,
      values: [{ heading: 'Lines', expression: lineCount({ by: byKind, where: anException }) }],
      orderBy: 'Lines',
      rows: ROWS,
      width: 12,
      links: [TO_ERROR_LOGS, TO_FAILED_TRACES],
    }),
    timeSeries({
      title: 'Kinds of errors over time',
      shows: 'Lines with an exception, a second, by kind.',
      normal: 'Empty.',
      otherwise: 'A kind that begins at a deploy mark is most likely its fault.',
      empty: 'No line with an exception in this time range',
      queries: [{ expression: lineRate({ by: byKind, where: anException }) }],
      errors: true,
      links: [TO_ERROR_LOGS, TO_FAILED_TRACES],
    }),
    timeSeries({
      title: 'Crashes and warnings of Node',
      shows: 'Lines a second that Node itself is the reason of: uncaught exceptions, unhandled rejections, process warnings.',
      normal: 'Empty, or a DeprecationWarning after each start.',
      otherwise: 'uncaughtException and unhandledRejection end the process: the line has the stack. MaxListenersExceededWarning is a leak.',
      empty: 'Node had nothing to complain of in this time range',
      queries: [
        { expression: lineRate({ by: [SERVICE, exceptionOrigin], where: [[exceptionOrigin, '!=', '']] }), suffix: '(crash)' },
        { expression: lineRate({ by: [SERVICE, warningName], where: [[warningName, '!=', '']] }) },
      ],
      links: [TO_ERROR_LOGS, TO_LOGS, TO_TRACES],
    }),
  ],
};

export const LOG_LOSSES: Row = {
  title: 'What was left out',
  panels: [
    timeSeries({
      title: 'Fields left out',
      shows: 'Fields of log entries that were not kept, because an entry had more than are kept; in each step of the graph.',
      normal: 'Empty.',
      otherwise: 'An entry with so many fields is a whole object: name the few that matter.',
      empty: 'No field was left out in this time range',
      queries: [{ expression: lineSum(logFieldsDropped, { by: [SERVICE], where: [[logFieldsDropped, '!=', '']] }) }],
      links: [TO_LOGS, TO_TRACES],
    }),
    timeSeries({
      title: 'Log records given up',
      shows: 'Log records a second that did not leave the process, by reason.',
      normal: 'Empty, or 0.',
      otherwise: '"Telemetry pipeline" says what the reason means and what to do.',
      empty: 'No log record was given up, or no process reports',
      queries: [
        {
          expression: spent(metric.telemetryDropped, { by: [SERVICE.key, dropReason.key], where: [[signal.key, '=', 'logs']] }),
        },
      ],
      errors: true,
      links: [TO_LOGS, TO_TRACES, TO_BOARD.telemetryPipeline],
    }),
  ],
};

export const LOG_LINES: Row = {
  title: 'Read',
  panels: [
    logs({
      title: 'Errors',
      shows: 'The latest lines at level error or above. A line’s details link to its trace.',
      normal: 'Empty.',
      otherwise: 'Open the trace of a line to see the request around it.',
      empty: 'No error line in this time range',
      logql: scopedLogs([[SEVERITY, '=~', LEVELS.errors]]),
      height: 9,
      links: [TO_CHOSEN.errorLogs, TO_CHOSEN.failedTraces],
    }),
    logs({
      title: 'All lines',
      shows: 'The latest log lines of the chosen services. A line’s details link to its trace.',
      normal: 'Plain progress, no repeated errors.',
      otherwise: 'Open the trace of an error line to see the request around it.',
      empty: 'No log line in this time range',
      logql: scopedLogs(),
      links: [TO_CHOSEN.logs, TO_CHOSEN.errorLogs, TO_CHOSEN.traces],
    }),
  ],
};
