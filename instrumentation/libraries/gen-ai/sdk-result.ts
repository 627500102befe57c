// What a result of the AI SDK tells when no request was seen: models that run in the process, or talk another way than by fetch.

import { AgentLoop } from './agent-loop.ts';
import { countOf, type Facts, nameOf, objectOf, type Usage } from './facts.ts';
import type { SingleOperation } from './single-operation.ts';

/** Takes usage, finish reason and model of a result, or of the event that ends a stream, where no attempt told them. */
export function noteResult(group: SingleOperation | AgentLoop, result: unknown): void {
  if (group instanceof AgentLoop || group.operation.attempts > 0 || group.operation.ended) return;
  const said = objectOf(result);
  const { usage, finishReason, response } = said;
  const model = nameOf(objectOf(response).modelId);
  const facts: Facts = { finishReasons: [], ...(model === undefined ? {} : { model }) };
  const reason = nameOf(finishReason);
  if (reason !== undefined) facts.finishReasons.push(reason);
  const tokens = usageOf(usage);
  if (tokens) facts.usage = tokens;
  group.operation.facts = facts;
}

// Versions 3 and 4 say `promptTokens`, later ones `inputTokens`, embeddings `tokens`.
function usageOf(usage: unknown): Usage | undefined {
  const { inputTokens, outputTokens, promptTokens, completionTokens, tokens, cachedInputTokens } = objectOf(usage);
  const input = inputTokens ?? promptTokens ?? tokens;
  if (typeof input !== 'number' || Number.isNaN(input)) return undefined;
  return {
    input: countOf(input),
    output: countOf(outputTokens ?? completionTokens),
    cacheRead: countOf(cachedInputTokens),
    cacheWrite: 0,
  };
}
