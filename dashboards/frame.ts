// What all dashboards of this product have alike: tag, refresh, events, and the choices at the top.

import { metric, select } from '../instrumentation/vocabulary/index.ts';
import { DIRECTORY } from './directory.ts';
import { alerts, deploys } from './kit/annotations.ts';
import type { Choice, Dashboard } from './kit/model.ts';
import { narrowedBy } from './kit/scope.ts';

/** Every process sends it from its first export on, so the choices offer whatever runs or ran. */
const alive = metric.processUptime;
const requests = metric.httpServerRequestDuration;

export const COMMON = {
  tags: ['peragus'],
  refreshS: 30,
  home: DIRECTORY.startHere,
  annotations: [deploys(alive), alerts()],
} as const satisfies Partial<Dashboard>;

/** Each choice offers what the ones before it leave. */
export const PROCESS_CHOICES: readonly Choice[] = [
  { name: 'environment', selector: select(alive) },
  { name: 'service', selector: select(alive, narrowedBy('environment')) },
  { name: 'instance', selector: select(alive, narrowedBy('environment', 'service')) },
];

export const ROUTE_CHOICES: readonly Choice[] = [
  ...PROCESS_CHOICES,
  { name: 'route', selector: select(requests, narrowedBy('environment', 'service', 'instance'), 'count') },
];
