// AI: tokens and what they cost, by model, and the operations to look at.

import { attribute, metric } from '../../instrumentation/vocabulary/index.ts';
import { per } from '../kit/arithmetic.ts';
import { NEUTRAL, worseAbove } from '../kit/colours.ts';
import { events, onlyWhere, quantile, ratio, spent } from '../kit/expression.ts';
import type { Row } from '../kit/model.ts';
import { bars, table, timeSeries, traces } from '../kit/panels.ts';
import { scopedTraces } from '../kit/signals.ts';
import { LIMIT } from '../limits.ts';
import { MODEL, operations, TO_FAILED_MODEL_TRACES, TO_MODEL_TRACES, TO_SLOW_MODEL_TRACES, withModel } from './ai-operations.ts';
import { SERVICE, TO_CHOSEN, TO_LOGS, TO_TRACES } from './shared.ts';

const { genAiTokenType, genAiIncompleteReason, genAiProviderName, genAiOperationName, errorType } = attribute;
const { genAiRequestAttempts, genAiResponseFinishReasons, genAiUsageInputTokens, genAiUsageOutputTokens, genAiUsageCost } = attribute;
const byModel = [SERVICE.key, MODEL.key] as const;
const inRange = { by: byModel, over: 'range' } as const;
const count = events(operations, inRange);
const failed = events(operations, { ...inRange, where: [[errorType.key, '!=', '']] });
const cost = spent(metric.genAiClientCost, inRange);
const tokens = (type: 'input' | 'output') =>
  withModel(spent(metric.genAiClientTokenUsage, { ...inRange, where: [[genAiTokenType.key, '=', type]] }));
const ROWS = 20;

export const AI_TOKENS: Row = {
  title: 'Tokens and cost',
  panels: [
    timeSeries({
      title: 'Tokens by model',
      shows: 'Input and output tokens a second, by model, as the provider counted them.',
      normal: 'Empty where nothing asks a model; otherwise in step with operations.',
      otherwise: 'Input that grows faster than operations: the history of a chat is never cut. Output: answers get longer.',
      empty: 'No provider told its tokens in this time range',
      queries: [{ expression: withModel(spent(metric.genAiClientTokenUsage, { by: [...byModel, genAiTokenType.key] })) }],
      links: [TO_MODEL_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Cost of the last hour',
      shows: 'What the hour before each moment cost by the price table, by model.',
      normal: 'Empty where nothing asks a model; otherwise in step with the people at work.',
      otherwise: 'A rise without people is a loop: see "Agent loops" and "Asked more than once".',
      empty: 'No cost is known in this time range',
      queries: [{ expression: withModel(spent(metric.genAiClientCost, { by: byModel, over: 'hour' })) }],
      links: [TO_MODEL_TRACES, TO_LOGS],
    }),
    bars({
      title: 'Cost by model',
      shows: 'What each model cost in the time range.',
      normal: 'Empty where nothing asks a model; otherwise the model that people chose leads.',
      otherwise: 'If a dear model does simple work, give that work to a cheaper one.',
      empty: 'No cost is known in this time range',
      queries: [{ expression: withModel(cost) }],
      scale: NEUTRAL,
      links: [TO_MODEL_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Cost not known',
      shows: 'Operations a second whose tokens or cost are not known, by reason.',
      normal: 'Empty, or 0.',
      otherwise:
        'unknown_price: add the model to the price table. no_usage: ask the provider to send it. never_read: the answer was thrown away.',
      empty: 'Tokens and cost of every operation in this time range are known, or there was none',
      queries: [{ expression: spent(metric.genAiClientIncomplete, { by: [SERVICE.key, genAiIncompleteReason.key] }) }],
      links: [TO_TRACES, TO_LOGS],
    }),
    table({
      title: 'Models',
      shows: `The ${ROWS} models that cost most in the time range; a model without a known cost comes last.`,
      normal: `Empty where nothing asks a model; otherwise p95 below ${LIMIT.aiSeconds.warn} s, few failures.`,
      otherwise: 'Compare models that do the same work: time, failures, cost of one operation.',
      empty: 'No model was asked in this time range',
      keys: [
        { attribute: SERVICE, heading: 'Service' },
        { attribute: MODEL, heading: 'Model' },
      ],
      values: [
        { heading: 'Operations', expression: withModel(onlyWhere(count, count)) },
        {
          heading: 'Failed share',
          expression: withModel(ratio(failed, count)),
          scale: worseAbove(LIMIT.aiFailedShare.warn, LIMIT.aiFailedShare.bad),
        },
        {
          heading: 'p95',
          expression: withModel(quantile(0.95, operations, inRange)),
          scale: worseAbove(LIMIT.aiSeconds.warn, LIMIT.aiSeconds.bad),
        },
        { heading: 'First words, p95', expression: withModel(quantile(0.95, metric.genAiClientOperationTimeToFirstChunk, inRange)) },
        { heading: 'Input tokens', expression: tokens('input') },
        { heading: 'Output tokens', expression: tokens('output') },
        { heading: 'Cost', expression: withModel(cost) },
        { heading: 'Cost of one', expression: withModel(per(cost, count)) },
      ],
      orderBy: 'Cost',
      rows: ROWS,
      links: [TO_SLOW_MODEL_TRACES, TO_FAILED_MODEL_TRACES, TO_MODEL_TRACES, TO_LOGS],
    }),
  ],
};

const SHOWN = [genAiProviderName, MODEL, genAiOperationName, genAiRequestAttempts, genAiResponseFinishReasons] as const;

export const AI_EVIDENCE: Row = {
  title: 'Which one?',
  panels: [
    traces({
      title: 'Asked more than once',
      shows: `The latest ${ROWS} operations that took more than one request: something was retried.`,
      normal: 'Empty.',
      otherwise: 'The spans below the operation say what the first request was answered: mostly 429 or 5xx.',
      empty: 'No operation was retried in this time range',
      traceql: scopedTraces({}, [{ attribute: genAiRequestAttempts, operator: '>', value: '1' }], [...SHOWN, errorType]),
      each: 'span',
      rows: ROWS,
      links: [TO_CHOSEN.traces, TO_CHOSEN.logs],
    }),
    traces({
      title: 'Latest operations',
      shows: `The latest ${ROWS} operations: why the model stopped, tokens and cost. "length" means that the answer was cut off.`,
      normal:
        'Empty where nothing asks a model; otherwise finish reasons "stop" and "tool_calls", by whatever name the provider has for them.',
      otherwise: '"length": allow more tokens. "content_filter": the provider withheld the answer.',
      empty: 'No model was asked in this time range',
      traceql: scopedTraces(
        {},
        [{ attribute: genAiOperationName, operator: '!=', value: '' }],
        [...SHOWN, genAiUsageInputTokens, genAiUsageOutputTokens, genAiUsageCost],
      ),
      each: 'span',
      rows: ROWS,
      links: [TO_CHOSEN.traces, TO_CHOSEN.logs],
    }),
  ],
};
