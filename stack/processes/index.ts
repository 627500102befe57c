// The back ends by name, in the order in which they start.

import type { Backend, BackendName } from '../process-spec.ts';
import { alertmanager } from './alertmanager.ts';
import { collector } from './collector.ts';
import { loki } from './loki.ts';
import { prometheus } from './prometheus.ts';
import { tempo } from './tempo.ts';

/** The Collector comes first: what it takes before the stores are up waits on its disk. */
export const BACKENDS: Readonly<Record<BackendName, Backend>> = { collector, prometheus, loki, tempo, alertmanager };
