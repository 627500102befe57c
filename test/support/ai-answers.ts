// What the stand-in for AI services says, in each wire format; text, tokens and identifiers are always the same.

export type Wire = 'chat' | 'responses' | 'embeddings' | 'anthropic' | 'google';

interface Said {
  readonly wire: Wire;
  readonly model: string;
  /** Values to embed. */
  readonly count: number;
  readonly toolFirst: boolean;
  readonly tellsUsage: boolean;
}

const WORDS = ['canary-', 'completion ', 'says ', 'hello'];
const TEXT = WORDS.join('');
const CALL = { id: 'call_1', name: 'weather', arguments: '{"city":"Paris"}' };
const CREATED = 1_700_000_000;
const RESPONSES_USAGE = {
  input_tokens: 11,
  output_tokens: 7,
  total_tokens: 18,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens_details: { reasoning_tokens: 0 },
};
const CHAT_USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18, prompt_tokens_details: { cached_tokens: 4 } };
/** Anthropic leaves cached tokens out of `input_tokens`: 5 + 4 + 2 = 11. */
const ANTHROPIC_USAGE = { input_tokens: 5, cache_read_input_tokens: 4, cache_creation_input_tokens: 2, output_tokens: 7 };
const GOOGLE_USAGE = { promptTokenCount: 11, candidatesTokenCount: 7, totalTokenCount: 18, cachedContentTokenCount: 4 };

/** Body of a refused request; real ones repeat parts of the key, so this one does too. */
export function failureOf(wire: Wire, status: number): unknown {
  const message = `refused with ${status}, key canary-key-echo`;
  if (wire === 'anthropic') return { type: 'error', error: { type: 'api_error', message } };
  if (wire === 'google') return { error: { code: status, status: 'INTERNAL', message } };
  return { error: { message, type: 'stub_error', param: null, code: null } };
}

/** A whole answer. */
export function answerOf(said: Said): unknown {
  const { wire, model, count, toolFirst } = said;
  switch (wire) {
    case 'embeddings':
      return {
        object: 'list',
        data: Array.from({ length: count }, (_, index) => ({ object: 'embedding', index, embedding: [0.1, 0.2] })),
        model,
        usage: { prompt_tokens: 11, total_tokens: 11 },
      };
    case 'responses':
      return responseOf(model, toolFirst);
    case 'anthropic':
      return {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model,
        content: [{ type: 'text', text: TEXT }],
        stop_reason: 'end_turn',
        stop_sequence: null,
        usage: ANTHROPIC_USAGE,
      };
    case 'google':
      return {
        candidates: [{ content: { role: 'model', parts: [{ text: TEXT }] }, finishReason: 'STOP', index: 0 }],
        usageMetadata: GOOGLE_USAGE,
        modelVersion: model,
        responseId: 'g_1',
      };
    case 'chat':
      return {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: CREATED,
        model,
        choices: [{ index: 0, message: chatMessage(toolFirst), finish_reason: toolFirst ? 'tool_calls' : 'stop' }],
        usage: CHAT_USAGE,
      };
  }
}

/** The events of a streamed answer, each as its text on the wire. */
export function eventsOf(said: Said): string[] {
  const { wire, model, toolFirst, tellsUsage } = said;
  switch (wire) {
    case 'responses':
      return responsesEvents(model, toolFirst).map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    case 'anthropic':
      return anthropicEvents(model).map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    case 'google':
      return WORDS.map((text, at) => {
        const last = at === WORDS.length - 1;
        const candidate = { content: { role: 'model', parts: [{ text }] }, index: 0, ...(last ? { finishReason: 'STOP' } : {}) };
        return `data: ${JSON.stringify({ candidates: [candidate], modelVersion: model, ...(last ? { usageMetadata: GOOGLE_USAGE } : {}) })}\r\n\r\n`;
      });
    default:
      return [...chatEvents(model, toolFirst, tellsUsage).map((event) => `data: ${JSON.stringify(event)}\n\n`), 'data: [DONE]\n\n'];
  }
}

function chatMessage(toolFirst: boolean): unknown {
  if (!toolFirst) return { role: 'assistant', content: TEXT };
  const { id, ...call } = CALL;
  return { role: 'assistant', content: null, tool_calls: [{ id, type: 'function', function: call }] };
}

function chatEvents(model: string, toolFirst: boolean, tellsUsage: boolean): unknown[] {
  const event = (delta: unknown, reason: string | null = null) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: CREATED,
    model,
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  const { id, ...call } = CALL;
  const deltas = toolFirst
    ? [{ role: 'assistant', tool_calls: [{ index: 0, id, type: 'function', function: call }] }]
    : WORDS.map((content) => ({ role: 'assistant', content }));
  return [
    ...deltas.map((delta) => event(delta)),
    event({}, toolFirst ? 'tool_calls' : 'stop'),
    ...(tellsUsage ? [{ ...event({}), choices: [], usage: CHAT_USAGE }] : []),
  ];
}

function anthropicEvents(model: string): { readonly type: string }[] {
  const { output_tokens: output, ...input } = ANTHROPIC_USAGE;
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null };
  return [
    { type: 'message_start', message: { ...message, usage: { ...input, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...WORDS.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: output } },
    { type: 'message_stop' },
  ] as { readonly type: string }[];
}

const responseHead = (model: string) => ({
  id: 'resp_1',
  object: 'response',
  created_at: CREATED,
  model,
  status: 'in_progress',
  error: null,
  incomplete_details: null,
});

function outputOf(toolFirst: boolean): unknown {
  return toolFirst
    ? { type: 'function_call', id: 'fc_1', call_id: CALL.id, name: CALL.name, arguments: CALL.arguments, status: 'completed' }
    : {
        type: 'message',
        id: 'out_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: TEXT, annotations: [] }],
      };
}

const responseOf = (model: string, toolFirst: boolean) => ({
  ...responseHead(model),
  status: 'completed',
  output: [outputOf(toolFirst)],
  usage: RESPONSES_USAGE,
});

function responsesEvents(model: string, toolFirst: boolean): { readonly type: string }[] {
  const item = outputOf(toolFirst) as Record<string, unknown>;
  const begun = toolFirst ? { ...item, arguments: '', status: 'in_progress' } : { ...item, content: [], status: 'in_progress' };
  const at = { output_index: 0, item_id: item.id };
  return [
    { type: 'response.created', response: { ...responseHead(model), output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: begun },
    ...(toolFirst
      ? [{ type: 'response.function_call_arguments.delta', ...at, delta: CALL.arguments }]
      : WORDS.map((delta) => ({ type: 'response.output_text.delta', ...at, content_index: 0, delta }))),
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: responseOf(model, toolFirst) },
  ] as { readonly type: string }[];
}
