// Generative AI: operations of language models, their tokens, their time and what they cost.

import { type Attribute, atMost, attributes, many, oneOf } from '../attribute.ts';
import { metrics } from '../metric.ts';
import { failureAttribute } from './failure.ts';
import { httpAttribute, OTHER } from './http.ts';
import { own, semconvDev } from './sources.ts';

/** Durations of AI operations in seconds; boundaries advised by the semantic conventions for generative AI. */
const GEN_AI_SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
/** Tokens of one operation, 1·4ⁿ; boundaries advised by the semantic conventions for generative AI. */
const GEN_AI_TOKENS = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];

/** Well-known providers of the semantic conventions; any other is `_OTHER`. */
export const GEN_AI_PROVIDERS = [
  'anthropic',
  'aws.bedrock',
  'azure.ai.inference',
  'azure.ai.openai',
  'cohere',
  'deepseek',
  'gcp.gemini',
  'gcp.gen_ai',
  'gcp.vertex_ai',
  'groq',
  'ibm.watsonx.ai',
  'mistral_ai',
  'moonshot_ai',
  'openai',
  'perplexity',
  'x_ai',
] as const;

/** What a model can be asked to do. */
export const GEN_AI_OPERATIONS = ['chat', 'text_completion', 'embeddings', 'generate_content', 'invoke_agent'] as const;

/** Models that get series of their own in one process; further ones share `_OTHER`. Spans carry every name. */
export const GEN_AI_MODELS_MAX = 50;

const model = { ...semconvDev, type: 'string', cardinality: atMost(GEN_AI_MODELS_MAX + 1) } as const satisfies Partial<Attribute>;
const count = { ...semconvDev, type: 'int', cardinality: many } as const satisfies Partial<Attribute>;
const fraction = { ...semconvDev, type: 'double', cardinality: many } as const satisfies Partial<Attribute>;

export const genAiAttribute = attributes({
  genAiOperationName: {
    ...semconvDev,
    key: 'gen_ai.operation.name',
    type: 'string',
    cardinality: oneOf(...GEN_AI_OPERATIONS),
    brief: 'What the model was asked to do',
  },
  genAiProviderName: {
    ...semconvDev,
    key: 'gen_ai.provider.name',
    type: 'string',
    cardinality: oneOf(...GEN_AI_PROVIDERS, OTHER),
    brief: 'Provider, by host or else by the shape of its API',
  },
  genAiRequestModel: { ...model, key: 'gen_ai.request.model', brief: 'Model that was asked for' },
  genAiResponseModel: { ...model, key: 'gen_ai.response.model', brief: 'Model that answered' },
  genAiTokenType: {
    ...semconvDev,
    key: 'gen_ai.token.type',
    type: 'string',
    cardinality: oneOf('input', 'output'),
    brief: 'Whether tokens went in or came out',
  },
  genAiRequestStream: {
    ...semconvDev,
    key: 'gen_ai.request.stream',
    type: 'boolean',
    cardinality: many,
    brief: 'True when the answer was asked for as a stream',
  },
  genAiRequestMaxTokens: { ...count, key: 'gen_ai.request.max_tokens', brief: 'Most tokens that the answer may have' },
  genAiRequestTemperature: { ...fraction, key: 'gen_ai.request.temperature', brief: 'Temperature asked for' },
  genAiRequestTopP: { ...fraction, key: 'gen_ai.request.top_p', brief: 'Nucleus sampling asked for' },
  genAiRequestAttempts: {
    ...count,
    ...own,
    key: 'gen_ai.request.attempts',
    brief: 'HTTP requests that the operation took; more than 1 means retries',
  },
  genAiResponseId: { ...semconvDev, key: 'gen_ai.response.id', type: 'string', cardinality: many, brief: 'Identifier of the answer' },
  genAiResponseFinishReasons: {
    ...semconvDev,
    key: 'gen_ai.response.finish_reasons',
    type: 'string[]',
    cardinality: many,
    brief: 'Why the model stopped, one for each generation',
  },
  genAiResponseTimeToFirstChunk: {
    ...fraction,
    key: 'gen_ai.response.time_to_first_chunk',
    brief: 'Time from the start of the operation to the first chunk of a stream, in seconds',
  },
  genAiUsageInputTokens: { ...count, key: 'gen_ai.usage.input_tokens', brief: 'Input tokens, cached ones included' },
  genAiUsageOutputTokens: { ...count, key: 'gen_ai.usage.output_tokens', brief: 'Output tokens, reasoning included' },
  genAiUsageCacheReadInputTokens: {
    ...count,
    key: 'gen_ai.usage.cache_read.input_tokens',
    brief: "Input tokens that came out of the provider's cache",
  },
  genAiUsageCacheCreationInputTokens: {
    ...count,
    key: 'gen_ai.usage.cache_creation.input_tokens',
    brief: "Input tokens that were written to the provider's cache",
  },
  genAiUsageCost: { ...fraction, ...own, key: 'gen_ai.usage.cost', brief: 'Cost by the price table, in USD' },
  genAiIncompleteReason: {
    ...own,
    key: 'gen_ai.incomplete.reason',
    type: 'string',
    cardinality: oneOf('unknown_price', 'long_context', 'no_usage', 'answer_too_large', 'never_read'),
    brief: 'Why tokens or cost of an operation are not known',
  },
});

const a = genAiAttribute;
const asked = [a.genAiOperationName, a.genAiProviderName, a.genAiRequestModel, a.genAiResponseModel] as const;
const server = [httpAttribute.serverAddress, httpAttribute.serverPort] as const;

export const genAiMetric = metrics({
  genAiClientOperationDuration: {
    ...semconvDev,
    name: 'gen_ai.client.operation.duration',
    instrument: 'histogram',
    unit: 's',
    buckets: GEN_AI_SECONDS,
    seriesBudget: 300,
    attributes: [...asked, ...server, failureAttribute.errorType],
    brief: 'Time of one operation with all its retries, to the end of the answer',
  },
  genAiClientTokenUsage: {
    ...semconvDev,
    name: 'gen_ai.client.token.usage',
    instrument: 'histogram',
    unit: '{token}',
    buckets: GEN_AI_TOKENS,
    seriesBudget: 300,
    attributes: [...asked, ...server, a.genAiTokenType],
    brief: 'Input and output tokens of one operation, as the provider counted them',
  },
  genAiClientOperationTimeToFirstChunk: {
    ...semconvDev,
    name: 'gen_ai.client.operation.time_to_first_chunk',
    instrument: 'histogram',
    unit: 's',
    buckets: GEN_AI_SECONDS,
    seriesBudget: 200,
    attributes: [...asked, ...server],
    brief: 'Time from the start of a streamed operation to its first chunk, retries included',
  },
  genAiInvokeAgentDuration: {
    ...semconvDev,
    name: 'gen_ai.invoke_agent.duration',
    instrument: 'histogram',
    unit: 's',
    buckets: GEN_AI_SECONDS,
    seriesBudget: 100,
    attributes: [a.genAiProviderName, a.genAiRequestModel, failureAttribute.errorType],
    brief: 'Time of a loop of model and tools, all its operations included',
  },
  genAiClientCost: {
    ...own,
    name: 'gen_ai.client.cost',
    instrument: 'counter',
    unit: '{USD}',
    seriesBudget: 100,
    attributes: [...asked],
    brief: 'Cost of operations by the price table',
  },
  genAiClientIncomplete: {
    ...own,
    name: 'gen_ai.client.incomplete',
    instrument: 'counter',
    unit: '{operation}',
    seriesBudget: 200,
    attributes: [...asked, a.genAiIncompleteReason],
    brief: 'Operations whose tokens or cost are not known, by reason',
  },
});
