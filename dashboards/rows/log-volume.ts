// Logs: how much is said, at which level and by whom; at the head, whether anything is wrong.

import { attribute } from '../../instrumentation/vocabulary/index.ts';
import { FAINT, NEUTRAL, TONE, worseAbove } from '../kit/colours.ts';
import { byteRate, lineCount, lineRate, lineShare, logRate, newLines } from '../kit/log-lines.ts';
import type { Row } from '../kit/model.ts';
import { stat, timeSeries } from '../kit/panels.ts';
import { LEVELS, type LineFilter, SEVERITY, TRACE } from '../kit/signals.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE, SERVICE_COLOURS, TO_BOARD, TO_ERROR_LOGS, TO_FAILED_TRACES, TO_LOGS, TO_TRACES } from './shared.ts';

const { logLogger, exceptionType } = attribute;
const by = [SERVICE] as const;
const errors = [[SEVERITY, '=~', LEVELS.errors]] as const satisfies readonly LineFilter[];
const warnings = [[SEVERITY, '=~', LEVELS.warnings]] as const satisfies readonly LineFilter[];

const LEVEL_COLOURS = [
  { matches: '(error|fatal|critical)', colour: TONE.bad },
  { matches: 'warn', colour: TONE.warn },
  { matches: 'info', colour: TONE.neutral },
  { matches: '(debug|trace|verbose|silly)', colour: FAINT },
];

export const LINES_BY_LEVEL = timeSeries({
  title: 'Log lines by level',
  shows: 'Log lines a second by service and level.',
  normal: 'Few warnings, hardly any errors.',
  otherwise: 'Click the error series for its lines; a flood of one level is often one line that repeats.',
  empty: 'No log line in this time range',
  queries: [{ expression: logRate() }],
  colours: LEVEL_COLOURS,
  stacked: true,
  width: 24,
  height: 7,
  links: [TO_ERROR_LOGS, TO_LOGS, TO_TRACES, TO_BOARD.logs],
});

export const LOG_HEALTH: Row = {
  title: 'Does anything complain?',
  panels: [
    stat({
      title: 'Error lines',
      shows: 'Log lines of the time range at level error or above.',
      normal: `Empty. ${LIMIT.errorLines.because}.`,
      otherwise: '"Kinds of errors" below says what they have in common.',
      empty: 'No error line in this time range',
      query: { expression: lineCount({ by, where: errors }) },
      scale: worseAbove(LIMIT.errorLines.warn, LIMIT.errorLines.bad),
      mode: 'now',
      links: [TO_ERROR_LOGS, TO_FAILED_TRACES],
    }),
    stat({
      title: 'New kinds of errors',
      shows: 'Lines of the time range with an exception whose kind the same time before it did not have.',
      normal: `Empty. ${LIMIT.newKinds.because}.`,
      otherwise: 'The table below names them; compare their beginning with the deploy marks.',
      empty: 'No kind of exception is new in this time range',
      query: { expression: newLines({ by: [SERVICE, exceptionType], where: [[exceptionType, '!=', '']] }) },
      scale: worseAbove(LIMIT.newKinds.warn, LIMIT.newKinds.bad),
      mode: 'now',
      links: [TO_ERROR_LOGS, TO_FAILED_TRACES],
    }),
    stat({
      title: 'Warnings',
      shows: 'Log lines of the time range at level warning; the advice of the finders is among them.',
      normal: 'Empty, or few.',
      otherwise: 'See "Most frequent lines" for the one that repeats.',
      empty: 'No warning in this time range',
      query: { expression: lineCount({ by, where: warnings }) },
      scale: NEUTRAL,
      mode: 'now',
      links: [TO_LOGS, TO_TRACES],
    }),
    stat({
      title: 'Lines',
      shows: 'Log lines a second of each service.',
      normal: 'In step with traffic.',
      otherwise: 'A service that fell silent is stuck or gone: see "Instances reporting" of "Service overview".',
      empty: 'No log line in this time range',
      query: { expression: lineRate({ by }) },
      scale: NEUTRAL,
      mode: 'trend',
      links: [TO_LOGS, TO_TRACES, TO_BOARD.serviceOverview],
    }),
  ],
};

export const LOG_VOLUME: Row = {
  title: 'How much',
  panels: [
    LINES_BY_LEVEL,
    timeSeries({
      title: 'Error lines by service',
      shows: 'Log lines a second at level error or above, by service.',
      normal: 'Empty.',
      otherwise: 'Click the peak for its lines; the trace of each is one click further.',
      empty: 'No error line in this time range',
      queries: [{ expression: lineRate({ by, where: errors }) }],
      errors: true,
      links: [TO_ERROR_LOGS, TO_FAILED_TRACES],
    }),
    timeSeries({
      title: 'Lines by their writer',
      shows: 'Log lines a second by who wrote them: a log library, the console, Node itself (process), or the preload (peragus).',
      normal: 'Nearly all by the log library.',
      otherwise: 'Much by the console has no level that can be trusted and no fields; give it to the log library.',
      empty: 'No log line in this time range',
      queries: [{ expression: lineRate({ by: [SERVICE, logLogger] }) }],
      links: [TO_LOGS, TO_TRACES],
    }),
    timeSeries({
      title: 'Bytes of log lines',
      shows: 'Bytes a second of log lines, by service; what stands beside the lines is not counted.',
      normal: 'In step with lines.',
      otherwise: 'Bytes that grow faster than lines: something writes whole objects. They cost room and time.',
      empty: 'No log line in this time range',
      queries: [{ expression: byteRate({ by }) }],
      colours: SERVICE_COLOURS,
      links: [TO_LOGS, TO_TRACES, TO_BOARD.telemetryPipeline],
    }),
    timeSeries({
      title: 'Lines with a trace',
      shows: 'Share of log lines that belong to a trace and lead to it by one click.',
      normal: 'High for services that mostly answer requests; lines of start-up and timers have none.',
      otherwise: 'If it falls after a deploy, a library loses the context: compare with traces in parts.',
      empty: 'No log line in this time range, or none with a trace',
      queries: [{ expression: lineShare({ by }, [TRACE, '!=', '']) }],
      colours: SERVICE_COLOURS,
      softMax: 1,
      links: [TO_LOGS, TO_TRACES],
    }),
  ],
};
