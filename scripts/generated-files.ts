// Every generated file of the repository: path → content. `npm run generate` writes them; a test compares them byte for byte.

import { buildAlerts } from '../alerts/build.ts';
import { buildKubernetes } from '../collector/kubernetes/build.ts';
import { buildDashboards } from '../dashboards/build.ts';
import { alertLedgerPage } from './alert-ledger.ts';
import { alertsPage } from './alerts-page.ts';
import { closedRedaction } from './closed-redaction.ts';
import { communityTable } from './community-table.ts';
import { dashboardsPage } from './dashboards-page.ts';
import { notificationsPage } from './notifications-page.ts';
import { panelProofPage } from './panel-proof-page.ts';
import { proofsPage } from './proofs/page.ts';
import { runbookProofs } from './runbook-proofs.ts';
import { settingsPage } from './settings-page.ts';
import { sloPage } from './slo-page.ts';
import { telemetryPage } from './telemetry-page.ts';

/** Paths are relative to the repository. */
export function generatedFiles(): Map<string, string> {
  return new Map([
    ['instrumentation/libraries/community/table.ts', communityTable()],
    ['collector/fragments/redact-closed.yaml', closedRedaction()],
    ['docs/proofs.md', proofsPage()],
    ['docs/dashboards.md', dashboardsPage()],
    ['docs/notifications.md', notificationsPage()],
    ['docs/dashboards-proof.md', panelProofPage()],
    ['docs/settings.md', settingsPage()],
    ['docs/telemetry.md', telemetryPage()],
    ['docs/slo.md', sloPage()],
    ['docs/alerts.md', alertsPage()],
    ['docs/alert-ledger.md', alertLedgerPage()],
    ...buildDashboards(),
    ...buildAlerts(),
    ...buildKubernetes(),
    ...runbookProofs(),
  ]);
}
