// What the instrumentation proves of itself after each start: its checks, and whether the libraries in use are really seen.

import { attribute, metric } from '../../instrumentation/vocabulary/index.ts';
import { goodFrom } from '../kit/colours.ts';
import { level } from '../kit/expression.ts';
import type { Row } from '../kit/model.ts';
import { bars, states } from '../kit/panels.ts';
import { SERVICE, TO_BOARD, TO_LOGS, TO_TRACES } from './shared.ts';

const { selfCheck, instrumentedPackage } = attribute;

export const SELF_PROOF: Row = {
  title: 'Can the numbers be trusted?',
  panels: [
    states({
      title: 'Checks of the instrumentation',
      shows: 'Whether each check that the instrumentation makes of itself holds: its API, its bridge for logs, its three ways out.',
      normal: 'One band in one colour.',
      otherwise: 'Its log lines after the start say what is wrong and what to do; until then numbers may be missing.',
      empty: 'No process has checked itself yet',
      query: { expression: level('min', metric.selfCheckOk, { by: [SERVICE.key, selfCheck.key] }) },
      states: [
        { value: 1, text: 'holds', tone: 'good' },
        { value: 0, text: 'fails', tone: 'bad' },
      ],
      height: 8,
      width: 12,
      links: [TO_LOGS, TO_TRACES, TO_BOARD.telemetryPipeline],
    }),
    bars({
      title: 'Libraries that are seen',
      shows: 'Packages that each service has loaded and the instrumentation knows: 1 when it sees what they do, 0 when they run unseen.',
      normal: '1 for each.',
      otherwise:
        'At 0 the package was loaded before the instrumentation, bundled, or is of an unknown version: load it first, or see the log.',
      empty: 'No process has loaded a package that the instrumentation knows',
      queries: [{ expression: level('min', metric.instrumentationActive, { by: [SERVICE.key, instrumentedPackage.key] }) }],
      scale: goodFrom(1),
      max: 1,
      height: 8,
      links: [TO_LOGS, TO_TRACES],
    }),
  ],
};
