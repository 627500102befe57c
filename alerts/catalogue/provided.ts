// What the application or a job reports: when credentials were replaced and backups were made.

import { providedMetric } from '../../instrumentation/vocabulary/index.ts';
import { aboutService } from '../about.ts';
import { family } from '../families.ts';
import { age } from '../kit/kinds/age.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT } from '../limits.ts';
import { SLOW_EVALUATION_INTERVAL_S } from '../policy.ts';
import { SERVICE_TEXT } from '../service-labels.ts';

const slowly = { intervalS: SLOW_EVALUATION_INTERVAL_S } as const;
const every = { sampleS: SLOW_EVALUATION_INTERVAL_S } as const;

export const provided: RuleGroup = {
  name: 'provided',
  intervalS: SLOW_EVALUATION_INTERVAL_S,
  rules: [
    age({
      ...aboutService({
        alert: 'CredentialTooOld',
        timing: 'ticketAtOnce',
        by: { peragus_credential_name: 'anthropic-api-key' },
        summary: `{{ $labels.peragus_credential_name }} of ${SERVICE_TEXT} is {{ $value | humanizeDuration }} old`,
        description: `The credential {{ $labels.peragus_credential_name }} of ${SERVICE_TEXT} was last replaced more than 90 days ago. Whoever copied it since then can still use it.`,
        panel: 'firingAlerts',
        value: '90d 0h 5m 0s',
        ...slowly,
      }),
      ...every,
      of: family(providedMetric.credentialRotated),
      limitS: LIMIT.credentialAge.limit,
      memoryS: LIMIT.credentialAge.windowS,
    }),
    age({
      ...aboutService({
        alert: 'BackupTooOld',
        timing: 'ticketAtOnce',
        by: { peragus_backup_name: 'srcbook.db' },
        summary: `The last backup of {{ $labels.peragus_backup_name }} is {{ $value | humanizeDuration }} old`,
        description: `${SERVICE_TEXT} reports no good backup of {{ $labels.peragus_backup_name }} for more than 26 h. What was written since then is on one disk.`,
        panel: 'firingAlerts',
        value: '1d 2h 5m 0s',
        ...slowly,
      }),
      ...every,
      of: family(providedMetric.backupCompleted),
      limitS: LIMIT.backupAge.limit,
      memoryS: LIMIT.backupAge.windowS,
    }),
  ],
};
