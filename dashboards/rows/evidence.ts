// Log lines and traces of the chosen services, to read what the numbers above only hint at.

import { toLogs, toTraces } from '../kit/links.ts';
import type { Row } from '../kit/model.ts';
import { logs, traces } from '../kit/panels.ts';
import { scopedLogs, scopedTraces } from '../kit/signals.ts';
import { LIMIT } from '../limits.ts';
import { LINES_BY_LEVEL } from './log-volume.ts';
import { SERVICE, TO_ERROR_LOGS, TO_LOGS, TO_TRACES } from './shared.ts';

const ROWS = 20;
const slowS = LIMIT.requestSeconds.warn;

export const EVIDENCE: Row = {
  title: 'Logs and traces',
  panels: [
    LINES_BY_LEVEL,
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
