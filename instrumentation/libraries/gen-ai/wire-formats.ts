// The wire formats of AI services: where an answer, whole or in events, says its model, tokens and finish reasons.

import { addReason, countOf, type Facts, type Json, listOf, nameOf, objectOf } from './facts.ts';

export interface WireFormat {
  /** Provider when the host tells none. */
  readonly provider: string;
  /** Takes what one JSON answer, or one event of a stream, tells. Later events win. */
  read(message: Json, facts: Facts): void;
}

/** OpenAI chat, completions and embeddings, and everything that speaks them. */
export const openAi: WireFormat = {
  provider: 'openai',
  read(message, facts) {
    readNames(message, facts);
    for (const choice of listOf(message.choices)) addReason(facts, choice.finish_reason);
    readOpenAiUsage(message.usage, facts);
    readError(message.error, facts);
  },
};

/** OpenAI responses: the answer itself, or events that carry it. */
export const openAiResponses: WireFormat = {
  provider: 'openai',
  read(message, facts) {
    const answer = 'response' in message ? objectOf(message.response) : message;
    readNames(answer, facts);
    readOpenAiUsage(answer.usage, facts);
    readError(answer.error ?? (message.type === 'error' ? message : undefined), facts);
    if (answer.status === 'completed') {
      const calls = listOf(answer.output).some(({ type }) => type === 'function_call');
      facts.finishReasons = [calls ? 'tool_calls' : 'stop'];
    } else if (answer.status === 'incomplete') {
      facts.finishReasons = [nameOf(objectOf(answer.incomplete_details).reason) ?? 'incomplete'];
    }
  },
};

/** Anthropic messages. Usage comes in two events; both count from the start of the answer. */
export const anthropic: WireFormat = {
  provider: 'anthropic',
  read(message, facts) {
    const answer = message.type === 'message_start' ? objectOf(message.message) : message;
    if (answer.type === 'message') readNames(answer, facts);
    addReason(facts, answer.stop_reason ?? objectOf(message.delta).stop_reason);
    if (message.type === 'error') readError(message.error, facts);
    const usage = answer.usage;
    if (typeof usage !== 'object' || usage === null) return;
    const said = usage as Json;
    const before = facts.usage ?? { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
    const cacheRead = 'cache_read_input_tokens' in said ? countOf(said.cache_read_input_tokens) : before.cacheRead;
    const cacheWrite = 'cache_creation_input_tokens' in said ? countOf(said.cache_creation_input_tokens) : before.cacheWrite;
    const fresh = 'input_tokens' in said ? countOf(said.input_tokens) : before.input - before.cacheRead - before.cacheWrite;
    const output = 'output_tokens' in said ? countOf(said.output_tokens) : before.output;
    facts.usage = { input: fresh + cacheRead + cacheWrite, output, cacheRead, cacheWrite };
  },
};

/** Google generateContent, streamed or not, and embedContent. */
export const google: WireFormat = {
  provider: 'gcp.gemini',
  read(message, facts) {
    facts.model = nameOf(message.modelVersion) ?? facts.model;
    facts.id = nameOf(message.responseId) ?? facts.id;
    for (const candidate of listOf(message.candidates)) addReason(facts, candidate.finishReason);
    readError(message.error, facts);
    const usage = message.usageMetadata;
    if (typeof usage !== 'object' || usage === null) return;
    const said = usage as Json;
    facts.usage = {
      input: countOf(said.promptTokenCount) + countOf(said.toolUsePromptTokenCount),
      output: countOf(said.candidatesTokenCount) + countOf(said.thoughtsTokenCount),
      cacheRead: countOf(said.cachedContentTokenCount),
      cacheWrite: 0,
    };
  },
};

function readNames(answer: Json, facts: Facts): void {
  facts.model = nameOf(answer.model) ?? facts.model;
  facts.id = nameOf(answer.id) ?? facts.id;
}

function readOpenAiUsage(usage: unknown, facts: Facts): void {
  if (typeof usage !== 'object' || usage === null) return;
  const said = usage as Json;
  const details = objectOf(said.prompt_tokens_details ?? said.input_tokens_details);
  facts.usage = {
    input: countOf(said.prompt_tokens ?? said.input_tokens),
    output: countOf(said.completion_tokens ?? said.output_tokens),
    cacheRead: countOf(details.cached_tokens),
    cacheWrite: countOf(details.cache_write_tokens),
  };
}

// Only the class of the error: its message may repeat the prompt or the key.
function readError(error: unknown, facts: Facts): void {
  if (typeof error !== 'object' || error === null) return;
  const { type, status, code } = error as Json;
  facts.failure = [type, status, code].find((word): word is string => typeof word === 'string' && ERROR_WORD.test(word)) ?? 'error';
}

/** What a class of error looks like, such as `overloaded_error` or `RESOURCE_EXHAUSTED`. */
const ERROR_WORD = /^[a-z_]{3,40}$/i;
