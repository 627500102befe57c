// The catalogue: every rule group, in the order in which tests evaluate them.

import type { RuleGroup } from '../kit/rule.ts';
import { withLeads } from '../leads.ts';
import { canary } from './canary.ts';
import { childProcesses } from './child-processes.ts';
import { collector } from './collector.ts';
import { genAi } from './gen-ai.ts';
import { host } from './host.ts';
import { nodeRuntime } from './node-runtime.ts';
import { notificationPath } from './notification-path.ts';
import { processTelemetry } from './process-telemetry.ts';
import { prometheus } from './prometheus.ts';
import { provided } from './provided.ts';
import { serviceErrors } from './service-errors.ts';
import { servicePresence } from './service-presence.ts';
import { serviceRequests } from './service-requests.ts';
import { sloGroups } from './slo.ts';
import { sqlite } from './sqlite.ts';
import { stores } from './stores.ts';
import { watchdog } from './watchdog.ts';
import { websocket } from './websocket.ts';

const groups: readonly RuleGroup[] = [
  watchdog,
  servicePresence,
  serviceErrors,
  ...sloGroups,
  serviceRequests,
  nodeRuntime,
  sqlite,
  websocket,
  childProcesses,
  genAi,
  processTelemetry,
  collector,
  canary,
  stores,
  prometheus,
  notificationPath,
  host,
  provided,
];

export const catalogue: readonly RuleGroup[] = groups.map(withLeads);
