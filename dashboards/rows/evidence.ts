// Log lines and traces of the chosen services, to read what the numbers above only hint at.

import { FAINT, TONE } from '../kit/colours.ts';
import { toLogs, toTraces } from '../kit/links.ts';
import { logRate } from '../kit/log-lines.ts';
import type { Row } from '../kit/model.ts';
import { logs, timeSeries, traces } from '../kit/panels.ts';
import { scopedLogs, scopedTraces } from '../kit/signals.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE, TO_ERROR_LOGS, TO_LOGS, TO_TRACES } from './shared.ts';

const ROWS = 20;
const slowS = LIMIT.requestSeconds.warn;

const LEVEL_COLOURS = [
  { matches: '(error|fatal|critical)', colour: TONE.bad },
  { matches: 'warn', colour: TONE.warn },
  { matches: 'info', colour: TONE.neutral },
  { matches: '(debug|trace|verbose|silly)', colour: FAINT },
];

export const EVIDENCE: Row = {
  title: 'Logs and traces',
  panels: [
    timeSeries({
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
      links: [TO_ERROR_LOGS, TO_LOGS, TO_TRACES],
    }),
    traces({
      title: 'Failed traces',
      shows: `The latest ${ROWS} traces of the chosen services in which something failed. The choice of route does not apply here.`,
      normal: 'Empty.',
      otherwise: 'Click the trace: the span in error is marked, and its logs are one click away.',
      empty: 'No trace failed in this time range',
      traceql: scopedTraces({ errorsOnly: true }),
      rows: ROWS,
      links: [toTraces('Open in Explore', [SERVICE], { errorsOnly: true }), TO_ERROR_LOGS],
    }),
    traces({
      title: `Traces slower than ${slowS} s`,
      shows: `The latest ${ROWS} traces of the chosen services with a span slower than ${slowS} s. The choice of route does not apply here.`,
      normal: 'Few. WebSocket connections and streams last as long as they are open.',
      otherwise: 'Click the trace: the longest span without a child of its own is where the time goes.',
      empty: `No trace was slower than ${slowS} s in this time range`,
      traceql: scopedTraces({ slowerThanS: slowS }),
      rows: ROWS,
      links: [toTraces('Open in Explore', [SERVICE], { slowerThanS: slowS }), TO_LOGS],
    }),
    logs({
      title: 'Logs',
      shows: 'The latest log lines of the chosen services. A line’s details link to its trace.',
      normal: 'Plain progress, no repeated errors.',
      otherwise: 'Open the trace of an error line to see the request around it.',
      empty: 'No log line in this time range',
      logql: scopedLogs(),
      links: [toLogs('Open in Explore', [SERVICE]), TO_ERROR_LOGS, TO_TRACES],
    }),
  ],
};
