// SQLite: it runs on the event loop of the application, so what it takes, everybody waits for.

import { attribute, metric, RULE_EVALUATION_INTERVAL_S } from '../../instrumentation/vocabulary/index.ts';
import { aboutService } from '../about.ts';
import { family } from '../families.ts';
import { events } from '../kit/kinds/events.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE_TEXT } from '../service-labels.ts';
import { sqliteNewFullScan } from './new-full-scan.ts';

export const sqlite: RuleGroup = {
  name: 'sqlite',
  intervalS: RULE_EVALUATION_INTERVAL_S,
  rules: [
    sqliteNewFullScan,
    events({
      ...aboutService({
        alert: 'SqliteBlocksEventLoop',
        timing: 'ticketAtOnce',
        summary: `SQL blocks ${SERVICE_TEXT} {{ $value | humanizeDuration }} of 5 min`,
        description: `SQLite held the event loop of ${SERVICE_TEXT} for more than 20 % of the last 5 min. Nothing else runs meanwhile: other requests and all sockets wait.`,
        panel: 'loopHeld',
        value: '1m 4s',
      }),
      of: [family(metric.sqliteBlockedTime, { found: { db_operation_name: 'SELECT', db_collection_name: 'sessions' } })],
      isTime: true,
      ...LIMIT.sqlBlockedSeconds,
    }),
    events({
      ...aboutService({
        alert: 'SqliteLockWaits',
        timing: 'ticketAtOnce',
        summary: `${SERVICE_TEXT}: {{ $value | humanize }} statements found the database locked`,
        description: `More than ${LIMIT.lockWaits.limit} statements of ${SERVICE_TEXT} failed in 5 min because another connection held the lock (SQLITE_BUSY or SQLITE_LOCKED). Their writes did not happen.`,
        panel: 'failedStatements',
        value: '6.316',
      }),
      of: [
        family(metric.dbClientOperationDuration, {
          where: [
            [attribute.dbSystemName.key, '=', 'sqlite'],
            [attribute.errorType.key, '=~', 'SQLITE_(BUSY|LOCKED).*'],
          ],
          part: 'count',
          found: { error_type: 'SQLITE_BUSY' },
        }),
      ],
      ...LIMIT.lockWaits,
    }),
  ],
};
