// Dashboard "Telemetry pipeline": does all telemetry arrive, and if not, where does it wait, who refuses it, what was given up.

import { DIRECTORY } from './directory.ts';
import { COMMON, PROCESS_CHOICES } from './frame.ts';
import type { Dashboard } from './kit/model.ts';
import { COLLECTOR } from './rows/collector.ts';
import { LEDGER, PIPELINE_HEALTH } from './rows/ledger.ts';
import { STORES } from './rows/store-ingestion.ts';

export const telemetryPipeline: Dashboard = {
  ...COMMON,
  ...DIRECTORY.telemetryPipeline,
  description: DIRECTORY.telemetryPipeline.question,
  choices: PROCESS_CHOICES,
  rows: [PIPELINE_HEALTH, LEDGER, COLLECTOR, STORES],
};
