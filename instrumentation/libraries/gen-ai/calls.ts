// Recognises AI calls among all fetches: by method, shape of the address and, where that is not telling enough, a model in the body.

import { nameOf, objectOf } from './facts.ts';
import { providerOfHost } from './providers.ts';
import { anthropic, google, openAi, openAiResponses, type WireFormat } from './wire-formats.ts';

export interface Call {
  readonly format: WireFormat;
  readonly operation: string;
  readonly provider: string;
  readonly model: string | undefined;
  readonly stream: boolean;
  readonly host: string;
  readonly port: number;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
}

/** Longest request body that is parsed, in characters: about 5 ms; longer ones are searched for a leading model only. */
const BODY_MAX = 1_048_576;

// One look at the address keeps every other fetch cheap.
const SHAPE =
  /\/(chat\/completions|completions|responses|embeddings|v1\/messages)(?:[?#]|$)|:(generateContent|streamGenerateContent|embedContent|batchEmbedContents)(?:[?#]|$)/;
/** Every SDK writes the model first; where the body is too long to parse, that is all we trust. */
const LEADING_MODEL = /^\s*\{\s*"model"\s*:\s*"([^"\\]+)"/;
const MODEL_IN_PATH = /\/(?:models|deployments)\/([^/:?]+)/;

const SHAPES: Readonly<Record<string, { readonly format: WireFormat; readonly operation: string }>> = {
  'chat/completions': { format: openAi, operation: 'chat' },
  completions: { format: openAi, operation: 'text_completion' },
  responses: { format: openAiResponses, operation: 'chat' },
  embeddings: { format: openAi, operation: 'embeddings' },
  'v1/messages': { format: anthropic, operation: 'chat' },
  generateContent: { format: google, operation: 'generate_content' },
  streamGenerateContent: { format: google, operation: 'generate_content' },
  embedContent: { format: google, operation: 'embeddings' },
  batchEmbedContents: { format: google, operation: 'embeddings' },
};

/** The AI call that these arguments of fetch make, or undefined. */
export function recogniseCall(input: unknown, init: unknown): Call | undefined {
  const address = typeof input === 'string' ? input : input instanceof URL ? input.href : input instanceof Request ? input.url : undefined;
  if (address === undefined) return undefined;
  const word = SHAPE.exec(address);
  const shape = word?.[1] ?? word?.[2];
  const known = shape === undefined ? undefined : SHAPES[shape];
  if (!known || shape === undefined) return undefined;
  const options = objectOf(init);
  const method = options.method ?? (input instanceof Request ? input.method : 'GET');
  if (String(method).toUpperCase() !== 'POST') return undefined;
  const url = URL.parse(address);
  if (!url?.protocol.startsWith('http')) return undefined;
  const { model: inBody, body } = readBody(options.body);
  const inPath = MODEL_IN_PATH.exec(url.pathname)?.[1];
  const provider = providerOfHost(url.hostname);
  // `/responses` and its like could be anybody's: they need a model, or a host that is known.
  const telling = known.format === google || shape === 'chat/completions' || provider !== undefined;
  if (!telling && inBody === undefined && inPath === undefined) return undefined;
  const config = known.format === google ? objectOf(body.generationConfig) : body;
  return {
    ...known,
    provider: provider ?? known.format.provider,
    model: inBody ?? nameOf(inPath),
    stream: body.stream === true || shape === 'streamGenerateContent',
    host: url.hostname,
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    ...numberAs('maxTokens', config.max_tokens ?? config.max_completion_tokens ?? config.max_output_tokens ?? config.maxOutputTokens),
    ...numberAs('temperature', config.temperature),
    ...numberAs('topP', config.top_p ?? config.topP),
  };
}

function readBody(body: unknown): { readonly model: string | undefined; readonly body: Readonly<Record<string, unknown>> } {
  const text = typeof body === 'string' ? body : body instanceof Uint8Array && body.length <= BODY_MAX ? Buffer.from(body).toString() : '';
  if (text.length > BODY_MAX) return { model: nameOf(LEADING_MODEL.exec(text.slice(0, 1000))?.[1]), body: {} };
  if (!text.startsWith('{')) return { model: undefined, body: {} };
  try {
    const parsed = objectOf(JSON.parse(text));
    return { model: nameOf(parsed.model), body: parsed };
  } catch {
    return { model: undefined, body: {} };
  }
}

const numberAs = <const K extends string>(key: K, value: unknown): { [key in K]?: number } =>
  typeof value === 'number' && Number.isFinite(value) ? ({ [key]: value } as { [key in K]: number }) : {};
