// Last rows of "Start here": one number of each part of the application, and which dashboard answers which question.

import { metric } from '../../instrumentation/vocabulary/index.ts';
import { DIRECTORY } from '../directory.ts';
import { NEUTRAL, worseAbove } from '../kit/colours.ts';
import { events, level, spent } from '../kit/expression.ts';
import { keptChoices } from '../kit/links.ts';
import type { Row } from '../kit/model.ts';
import { stat, text } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { FAILED_BY_SERVICE, REQUESTS_BY_SERVICE } from './requests.ts';
import { SERVICE, TO_BOARD, TO_FAILED_TRACES, TO_LOGS, TO_TRACES } from './shared.ts';

const by = [SERVICE.key] as const;

export const TRAFFIC: Row = { title: 'Traffic and failures', panels: [REQUESTS_BY_SERVICE, FAILED_BY_SERVICE] };

export const PARTS: Row = {
  title: 'Parts of the application',
  panels: [
    stat({
      title: 'WebSocket connections',
      shows: 'Open WebSocket connections of each service.',
      normal: 'About as many as there are open pages.',
      otherwise: '"WebSockets" says how they end, and which messages are slow.',
      empty: 'No service has had a connection',
      query: { expression: level('sum', metric.websocketConnectionsActive, { by }) },
      scale: NEUTRAL,
      mode: 'trend',
      links: [TO_BOARD.websockets, TO_TRACES, TO_LOGS],
    }),
    stat({
      title: 'Children that crashed',
      shows: 'Children in the time range that ended by a signal nobody here asked for, or with another exit code than 0.',
      normal: 'Empty, or 0, but for cells whose code fails.',
      otherwise: '"Child processes and cells" says which program, and how.',
      empty: 'No child has crashed, or none was ever started',
      query: { expression: spent(metric.childProcessCrashes, { by, over: 'range' }) },
      scale: worseAbove(LIMIT.crashes.warn, LIMIT.crashes.bad),
      mode: 'now',
      links: [TO_BOARD.childProcesses, TO_FAILED_TRACES, TO_LOGS],
    }),
    stat({
      title: 'AI operations',
      shows: 'Operations of models in the time range.',
      normal: 'Empty where no model is used; otherwise in step with the people at work.',
      otherwise: '"AI" says how fast, how dear and how reliable each model is.',
      empty: 'No model was asked since the services started',
      query: { expression: events(metric.genAiClientOperationDuration, { by, over: 'range' }) },
      scale: NEUTRAL,
      mode: 'now',
      links: [TO_BOARD.ai, TO_TRACES, TO_LOGS],
    }),
    stat({
      title: 'Telemetry given up',
      shows: 'Spans, log records and points of the time range that a process had to give up.',
      normal: `0. ${LIMIT.droppedItems.because}.`,
      otherwise: '"Telemetry pipeline" says why; what these dashboards show has gaps meanwhile.',
      empty: 'No process has given anything up, or none reports',
      query: { expression: spent(metric.telemetryDropped, { by, over: 'range' }) },
      scale: worseAbove(LIMIT.droppedItems.warn, LIMIT.droppedItems.bad),
      mode: 'now',
      links: [TO_BOARD.telemetryPipeline, TO_TRACES, TO_LOGS],
    }),
  ],
};

const others = Object.values(DIRECTORY).filter(({ uid }) => uid !== DIRECTORY.startHere.uid);
const lines = others.map(({ uid, title, question }) => `| [${title}](${keptChoices(uid)}) | ${question} |`);

export const WHERE_TO_GO: Row = {
  title: 'Where to go',
  panels: [
    text({
      title: 'Which dashboard answers which question',
      markdown: ['| Dashboard | Question |', '| --- | --- |', ...lines].join('\n'),
      width: 24,
      height: 11,
    }),
  ],
};
