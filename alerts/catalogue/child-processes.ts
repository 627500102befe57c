// Child processes: cells, installs and dev servers that an observed service starts.

import { metric, RULE_EVALUATION_INTERVAL_S } from '../../instrumentation/vocabulary/index.ts';
import { aboutService } from '../about.ts';
import { family } from '../families.ts';
import { events } from '../kit/kinds/events.ts';
import { level } from '../kit/kinds/level.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE_TEXT } from '../service-labels.ts';

const program = { process_executable_name: 'node' };

export const childProcesses: RuleGroup = {
  name: 'child-processes',
  intervalS: RULE_EVALUATION_INTERVAL_S,
  rules: [
    events({
      ...aboutService({
        alert: 'ChildCrashLoop',
        timing: 'ticketAtOnce',
        by: program,
        summary: `${SERVICE_TEXT} starts {{ $labels.process_executable_name }} again and again`,
        description: `${SERVICE_TEXT} restarted {{ $labels.process_executable_name }} more than ${LIMIT.childRestarts.limit} times in 10 min, each time within 30 s of its crash. What it should do doesn’t happen.`,
        panel: 'restarts',
      }),
      of: [family(metric.childProcessRestarts)],
      ...LIMIT.childRestarts,
    }),
    level({
      ...aboutService({
        alert: 'ChildMemoryHigh',
        timing: 'ticketSoon',
        by: program,
        summary: `${SERVICE_TEXT}: {{ $labels.process_executable_name }} uses {{ $value | humanize1024 }}B`,
        description: `Children of ${SERVICE_TEXT} that run {{ $labels.process_executable_name }} have held more than 1 GiB of memory for 5 min. The kernel ends the largest process of the machine first, which may be the service.`,
        panel: 'childMemory',
        value: '1.25Gi',
      }),
      of: family(metric.childProcessMemoryUsage),
      fold: 'sum',
      operator: '>',
      broken: 'all',
      ...LIMIT.childMemoryBytes,
    }),
    level({
      ...aboutService({
        alert: 'ChildrenLeftBehind',
        timing: 'ticketSoon',
        by: program,
        summary: `${SERVICE_TEXT}: {{ $value }} {{ $labels.process_executable_name }} never end`,
        description: `For an hour ${SERVICE_TEXT} has had more than ${LIMIT.childrenLeft.limit} running children that run {{ $labels.process_executable_name }}. Their sessions have most likely ended; they hold memory, ports and files.`,
        panel: 'childrenLeft',
        value: '25',
      }),
      of: family(metric.childProcessRunning),
      fold: 'sum',
      operator: '>',
      broken: 'all',
      ...LIMIT.childrenLeft,
    }),
  ],
};
