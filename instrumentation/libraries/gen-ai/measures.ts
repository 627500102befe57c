// Counts an operation that ended: duration, tokens, first chunk, cost, and what could not be known.

import { counter, histogram } from '../../signals/metrics.ts';
import type { Span } from '../../signals/spans.ts';
import { attribute as a, GEN_AI_MODELS_MAX, metric, OTHER } from '../../vocabulary/index.ts';
import { costOf } from './costs.ts';
import type { Facts, Usage } from './facts.ts';
import type { Operation } from './operation-state.ts';

type Labels = Record<string, string | number>;

/** Classes of failure that get series of their own; a custom client could make any number. */
const FAILURES_MAX = 29;

const models = new Set<string>();
const failures = new Set<string>();

let instruments: ReturnType<typeof makeInstruments> | undefined;
const makeInstruments = () => ({
  duration: histogram(metric.genAiClientOperationDuration),
  tokens: histogram(metric.genAiClientTokenUsage),
  firstChunk: histogram(metric.genAiClientOperationTimeToFirstChunk),
  agent: histogram(metric.genAiInvokeAgentDuration),
  cost: counter(metric.genAiClientCost),
  incomplete: counter(metric.genAiClientIncomplete),
});

/** Records what is known of an operation on its span and in the metrics. */
export function recordOperation(operation: Operation, durationS: number, errorType: string | undefined): void {
  instruments ??= makeInstruments();
  const { span, facts, subject, call, attempts } = operation;
  const asked = labelsOf(subject, facts);
  const labels: Labels = call ? { ...asked, [a.serverAddress.key]: call.host, [a.serverPort.key]: call.port } : asked;
  instruments.duration.record(
    durationS,
    errorType === undefined ? labels : { ...labels, [a.errorType.key]: bounded(failures, errorType, FAILURES_MAX) },
  );
  if (attempts > 0) span.setAttribute(a.genAiRequestAttempts.key, attempts);
  describeAnswer(span, facts);
  if (operation.firstChunkMs !== undefined && call?.stream) {
    const seconds = (operation.firstChunkMs - operation.startedMs) / 1000;
    span.setAttribute(a.genAiResponseTimeToFirstChunk.key, seconds);
    instruments.firstChunk.record(seconds, labels);
  }
  if (facts.usage) recordUsage(facts.usage, { operation, asked, labels });
  // A refused operation has no tokens; one that broke off has some that nobody tells.
  else if (errorType === undefined || operation.firstChunkMs !== undefined) {
    instruments.incomplete.add(1, { ...asked, [a.genAiIncompleteReason.key]: facts.incomplete ?? 'no_usage' });
  }
}

/** Records the time of a loop of model and tools. */
export function recordAgent(subject: Operation['subject'], durationS: number, errorType: string | undefined): void {
  instruments ??= makeInstruments();
  const labels: Labels = { [a.genAiProviderName.key]: subject.provider };
  if (subject.model !== undefined) labels[a.genAiRequestModel.key] = bounded(models, subject.model, GEN_AI_MODELS_MAX);
  if (errorType !== undefined) labels[a.errorType.key] = bounded(failures, errorType, FAILURES_MAX);
  instruments.agent.record(durationS, labels);
}

/** Sets what an answer told on the span. */
export function describeAnswer(span: Span, { model, id, finishReasons, usage }: Facts): void {
  if (model !== undefined) span.setAttribute(a.genAiResponseModel.key, model);
  if (id !== undefined) span.setAttribute(a.genAiResponseId.key, id);
  if (finishReasons.length > 0) span.setAttribute(a.genAiResponseFinishReasons.key, finishReasons);
  if (!usage) return;
  span.setAttribute(a.genAiUsageInputTokens.key, usage.input);
  span.setAttribute(a.genAiUsageOutputTokens.key, usage.output);
  if (usage.cacheRead > 0) span.setAttribute(a.genAiUsageCacheReadInputTokens.key, usage.cacheRead);
  if (usage.cacheWrite > 0) span.setAttribute(a.genAiUsageCacheCreationInputTokens.key, usage.cacheWrite);
}

function recordUsage(
  usage: Usage,
  { operation, asked, labels }: { readonly operation: Operation; readonly asked: Labels; readonly labels: Labels },
): void {
  instruments ??= makeInstruments();
  instruments.tokens.record(usage.input, { ...labels, [a.genAiTokenType.key]: 'input' });
  if (operation.subject.operation !== 'embeddings')
    instruments.tokens.record(usage.output, { ...labels, [a.genAiTokenType.key]: 'output' });
  const cost = costOf(usage, operation.facts.model, operation.subject.model);
  if ('usd' in cost) {
    operation.span.setAttribute(a.genAiUsageCost.key, cost.usd);
    instruments.cost.add(cost.usd, asked);
  } else instruments.incomplete.add(1, { ...asked, [a.genAiIncompleteReason.key]: cost.unknown });
}

function labelsOf({ operation, provider, model }: Operation['subject'], facts: Facts): Labels {
  const labels: Labels = { [a.genAiOperationName.key]: operation, [a.genAiProviderName.key]: provider };
  if (model !== undefined) labels[a.genAiRequestModel.key] = bounded(models, model, GEN_AI_MODELS_MAX);
  if (facts.model !== undefined) labels[a.genAiResponseModel.key] = bounded(models, facts.model, GEN_AI_MODELS_MAX);
  return labels;
}

function bounded(known: Set<string>, value: string, most: number): string {
  if (known.has(value)) return value;
  if (known.size >= most) return OTHER;
  known.add(value);
  return value;
}
