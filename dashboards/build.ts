// node dashboards/build.ts
// Builds all that Grafana reads: the dashboards' JSON and the provisioning of data sources.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ai } from './ai.ts';
import { childProcesses } from './child-processes.ts';
import { buildDataSources } from './data-sources.ts';
import { buildClassic } from './kit/classic/dashboard.ts';
import type { Dashboard } from './kit/model.ts';
import { logs } from './logs.ts';
import { nodeRuntime } from './node-runtime.ts';
import { serviceOverview } from './service-overview.ts';
import { sqlite } from './sqlite.ts';
import { startHere } from './start-here.ts';
import { telemetryPipeline } from './telemetry-pipeline.ts';
import { websockets } from './websockets.ts';

export const DASHBOARDS: readonly Dashboard[] = [
  startHere,
  serviceOverview,
  nodeRuntime,
  websockets,
  sqlite,
  childProcesses,
  ai,
  logs,
  telemetryPipeline,
];

/** Path relative to the repository → content; the same bytes every time. */
export function buildDashboards(): Map<string, string> {
  const files = DASHBOARDS.map((model) => [`dashboards/generated/${model.uid}.json`, buildClassic(model)] as const);
  return new Map([...files, ['dashboards/provisioning/datasources/peragus.yaml', buildDataSources()]]);
}

if (import.meta.main) {
  for (const [path, content] of buildDashboards()) {
    writeFileSync(join(import.meta.dirname, '..', path), content);
    console.log(path);
  }
}
