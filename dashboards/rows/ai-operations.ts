// AI: how often models are asked, how fast they answer, and how they fail.

import { attribute, GEN_AI_OPERATIONS, metric, SPAN_KIND_CLIENT } from '../../instrumentation/vocabulary/index.ts';
import { NEUTRAL, worseAbove } from '../kit/colours.ts';
import { buckets, type Expression, events, named, quantile, ratio, spent } from '../kit/expression.ts';
import { toTraces } from '../kit/links.ts';
import type { Row } from '../kit/model.ts';
import { heatmap, stat, timeSeries } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE, TO_BOARD, TO_CHOSEN, TO_ERROR_LOGS, TO_FAILED_TRACES, TO_LOGS, TO_TRACES } from './shared.ts';
import { singleSpans } from './single-spans.ts';

const by = [SERVICE.key] as const;
const { genAiRequestModel, errorType } = attribute;
export const MODEL = genAiRequestModel;
export const operations = metric.genAiClientOperationDuration;
const byModel = [SERVICE.key, MODEL.key] as const;
export const withModel = (expression: Expression): Expression => named(expression, MODEL.key, '(no model)');
const failedOnly = [[errorType.key, '!=', '']] as const;
const slowS = LIMIT.aiSeconds.warn;
const limits = worseAbove(slowS, LIMIT.aiSeconds.bad);

export const TO_MODEL_TRACES = toTraces('Traces of this model', [SERVICE, MODEL]);
export const TO_FAILED_MODEL_TRACES = toTraces('Failed traces of this model', [SERVICE, MODEL], { errorsOnly: true });
export const TO_SLOW_MODEL_TRACES = toTraces(`Traces of this model slower than ${slowS} s`, [SERVICE, MODEL], { slowerThanS: slowS });

const TO_SLOW_TRACES = toTraces(`Traces slower than ${slowS} s`, [SERVICE], { slowerThanS: slowS });
/** Spans of operations are named by the operation and the model. */
const OPERATION_NAMES = `(${GEN_AI_OPERATIONS.join('|')})( .*)?`;

export const AI_HEALTH: Row = {
  title: 'Does it answer, and at what price?',
  panels: [
    stat({
      title: 'Operations',
      shows: 'Operations of models in the time range: chats, completions, embeddings.',
      normal: 'Empty where nothing asks a model; otherwise in step with the people at work.',
      otherwise: 'Many more: a loop asks again and again; see "Agent loops". None: see whether the key and the provider still work.',
      empty: 'No model was asked since the services started',
      query: { expression: events(operations, { by, over: 'range' }) },
      scale: NEUTRAL,
      mode: 'now',
      links: [TO_TRACES, TO_LOGS, TO_BOARD.serviceOverview],
    }),
    stat({
      title: 'Failed operations',
      shows: 'Share of operations that failed after all retries.',
      normal: `Empty where nothing asks a model; otherwise below ${LIMIT.aiFailedShare.warn * 100} %. ${LIMIT.aiFailedShare.because}.`,
      otherwise: '429: slow down or buy more. 401: the key. 5xx: the provider’s status page. Open a failed trace.',
      empty: 'No model was asked, so nothing could fail',
      query: { expression: ratio(events(operations, { by, where: failedOnly }), events(operations, { by })) },
      scale: worseAbove(LIMIT.aiFailedShare.warn, LIMIT.aiFailedShare.bad),
      mode: 'trend',
      links: [TO_FAILED_TRACES, TO_ERROR_LOGS],
    }),
    stat({
      title: 'Answer, p95',
      shows: '95 of 100 answers are complete within this time, retries included.',
      normal: `Empty where nothing asks a model; otherwise below ${slowS} s. ${LIMIT.aiSeconds.because}.`,
      otherwise: 'See below whether one model or all are slow, and whether the first words come late or the answers are long.',
      empty: 'No model was asked, so nothing to time',
      query: { expression: quantile(0.95, operations, { by }) },
      scale: limits,
      mode: 'trend',
      links: [TO_SLOW_TRACES, TO_LOGS],
    }),
    stat({
      title: 'Cost',
      shows: 'Cost of the time range by the price table.',
      normal: 'Empty where nothing asks a model; otherwise what you planned for.',
      otherwise: 'The table of models says which one it is, and whether input or output; "Cost not known" what is missing here.',
      empty: 'No cost is known: no model was asked, or none that the price table has',
      query: { expression: spent(metric.genAiClientCost, { by, over: 'range' }) },
      scale: NEUTRAL,
      mode: 'now',
      links: [TO_TRACES, TO_LOGS],
    }),
  ],
};

export const AI_OPERATIONS: Row = {
  title: 'Operations',
  panels: [
    timeSeries({
      title: 'Operations by model',
      shows: 'Operations a second, by the model that was asked for.',
      normal: 'Empty where nothing asks a model; otherwise in step with the people at work.',
      otherwise: 'A model that nobody chose: see which code asks for it in one of its traces.',
      empty: 'No model was asked in this time range',
      queries: [{ expression: withModel(events(operations, { by: byModel })) }],
      links: [TO_MODEL_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Failed operations by model',
      shows: 'Share of operations that failed after all retries, by model.',
      normal: `Empty where nothing asks a model; otherwise below ${LIMIT.aiFailedShare.warn * 100} %. ${LIMIT.aiFailedShare.because}.`,
      otherwise: 'One model alone: it is overloaded or withdrawn, use another. All of a provider: its status page.',
      empty: 'No model was asked in this time range, so nothing could fail',
      queries: [
        {
          expression: withModel(ratio(events(operations, { by: byModel, where: failedOnly }), events(operations, { by: byModel }))),
        },
      ],
      errors: true,
      limits: worseAbove(LIMIT.aiFailedShare.warn, LIMIT.aiFailedShare.bad),
      links: [TO_FAILED_MODEL_TRACES, TO_ERROR_LOGS],
    }),
    timeSeries({
      title: 'Time to the whole answer by model, p95',
      shows: 'Time within which 95 % of the answers are complete, by model.',
      normal: `Empty where nothing asks a model; otherwise below ${slowS} s. ${LIMIT.aiSeconds.because}.`,
      otherwise: 'Longer answers take longer: compare with tokens. Otherwise the provider is slow; open a slow trace.',
      empty: 'No model was asked in this time range, so nothing to time',
      queries: [{ expression: withModel(quantile(0.95, operations, { by: byModel })) }],
      limits,
      links: [TO_SLOW_MODEL_TRACES, TO_MODEL_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Time to the first words by model, p95',
      shows: 'Time until a streamed answer begins, 95 % of them below, retries included.',
      normal: `Empty where no answer is streamed; otherwise below ${LIMIT.aiFirstChunkSeconds.warn} s. ${LIMIT.aiFirstChunkSeconds.because}.`,
      otherwise: 'Long prompts make the beginning late: see input tokens. Otherwise the provider’s queue is long.',
      empty: 'No answer was streamed in this time range',
      queries: [{ expression: withModel(quantile(0.95, metric.genAiClientOperationTimeToFirstChunk, { by: byModel })) }],
      limits: worseAbove(LIMIT.aiFirstChunkSeconds.warn, LIMIT.aiFirstChunkSeconds.bad),
      links: [TO_MODEL_TRACES, TO_LOGS],
    }),
    singleSpans({
      one: 'answer',
      many: 'answers',
      kind: SPAN_KIND_CLIENT,
      names: OPERATION_NAMES,
      slowS,
      limits,
      whole: 'Time to the whole answer by model, p95',
      links: [TO_SLOW_TRACES, TO_TRACES, TO_LOGS],
    }),
    heatmap({
      title: 'Time to the whole answer, all',
      shows: 'How many answers took how long: the stronger the colour, the more.',
      normal: 'Empty where nothing asks a model; otherwise a band of some seconds.',
      otherwise: 'A band at the top are answers that ran into a time-out; one at the bottom, requests that are refused at once.',
      empty: 'No model was asked in this time range',
      query: { expression: buckets(operations) },
      links: [TO_CHOSEN.traces, TO_CHOSEN.logs],
    }),
    timeSeries({
      title: 'Failures of models by kind',
      shows: 'Failed operations a second, by model and class of error.',
      normal: 'Empty.',
      otherwise: '429: slow down or buy more. 401: the key. 5xx and time-outs: the provider. Others: read the failed trace.',
      empty: 'No operation failed in this time range',
      queries: [{ expression: withModel(events(operations, { by: [...byModel, errorType.key], where: failedOnly })) }],
      errors: true,
      links: [TO_FAILED_MODEL_TRACES, TO_ERROR_LOGS],
    }),
    timeSeries({
      title: 'Agent loops, p95',
      shows: 'Time of a loop of model and tools, 95 % of them below, by model.',
      normal: 'Empty where no code runs such loops; otherwise a few times one answer.',
      otherwise: 'A loop that does not end costs without end: open its trace and count its operations.',
      empty: 'No loop of model and tools ran in this time range',
      queries: [{ expression: withModel(quantile(0.95, metric.genAiInvokeAgentDuration, { by: byModel })) }],
      links: [TO_MODEL_TRACES, TO_LOGS],
    }),
  ],
};
