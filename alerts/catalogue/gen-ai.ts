// Language models: calls that fail or take long, and what they cost.

import { attribute, metric, RULE_EVALUATION_INTERVAL_S } from '../../instrumentation/vocabulary/index.ts';
import { aboutService } from '../about.ts';
import { bucket, family } from '../families.ts';
import { events } from '../kit/kinds/events.ts';
import { share } from '../kit/kinds/share.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE_TEXT } from '../service-labels.ts';

const operations = metric.genAiClientOperationDuration;
const provider = { gen_ai_provider_name: 'anthropic' };
const chat = { gen_ai_operation_name: 'chat' };
const all = family(operations, { part: 'count', found: chat });

export const genAi: RuleGroup = {
  name: 'gen-ai',
  intervalS: RULE_EVALUATION_INTERVAL_S,
  rules: [
    share({
      ...aboutService({
        alert: 'AiErrorRatioHigh',
        timing: 'page',
        by: provider,
        summary: `${SERVICE_TEXT}: {{ $value | humanizePercentage }} of calls to {{ $labels.gen_ai_provider_name }} fail`,
        description: `More than 20 % of the model calls of ${SERVICE_TEXT} to {{ $labels.gen_ai_provider_name }} failed in 15 min, retries included. Users get no generated code and no answers.`,
        panel: 'failedOperations',
        value: '100%',
      }),
      all,
      bad: [family(operations, { where: [[attribute.errorType.key, '!=', '']], part: 'count', found: { ...chat, error_type: '529' } })],
      ...LIMIT.aiErrors,
    }),
    share({
      ...aboutService({
        alert: 'AiLatencyHigh',
        timing: 'ticketAtOnce',
        by: provider,
        summary: `${SERVICE_TEXT}: {{ $value | humanizePercentage }} of calls to {{ $labels.gen_ai_provider_name }} take over ${Math.round(LIMIT.aiSeconds.limit)} s`,
        description: `More than 10 % of the model calls of ${SERVICE_TEXT} to {{ $labels.gen_ai_provider_name }} in the last 30 min took longer than ${Math.round(LIMIT.aiSeconds.limit)} s.`,
        panel: 'answerTime',
        value: '100%',
      }),
      all,
      good: bucket(operations, LIMIT.aiSeconds.limit, [], chat),
      ...LIMIT.aiSlow,
    }),
    events({
      ...aboutService({
        alert: 'AiCostBurn',
        timing: 'ticketAtOnce',
        summary: `${SERVICE_TEXT} spent {{ $value | printf "%.2f" }} USD on models in an hour`,
        description: `By the price table, ${SERVICE_TEXT} has spent more than ${LIMIT.aiCostUsd.limit} USD on language models in the last hour. A loop, a long context that is sent again and again, or real use.`,
        panel: 'cost',
        value: '16.07',
      }),
      of: [family(metric.genAiClientCost, { found: { ...chat, ...provider } })],
      ...LIMIT.aiCostUsd,
    }),
  ],
};
