// What happens in the made-up past of a service: requests, statements, messages, children and models, some of which fail.

import {
  attribute as a,
  collectorAttribute,
  collectorMetric,
  hostAttribute as host,
  type hostMetric,
  type metric,
  SPAN_KIND_CLIENT,
  SPAN_KIND_CONSUMER,
  SPAN_KIND_SERVER,
  stackAttribute,
  type stackMetric,
} from '../../instrumentation/vocabulary/index.ts';
import type { Fields } from './otlp-json.ts';

export interface Kind {
  readonly fields: Fields;
  /** Events in each export, and how long one takes in seconds; how many tokens it has, where these are counted. */
  readonly events: number;
  readonly seconds: number;
  readonly fails?: boolean;
  /** What a gauge shows, where its unit alone would tell another story. */
  readonly level?: number;
}

const request = (method: string, route: string | undefined, status: number | undefined, error?: string): Fields => ({
  [a.httpRequestMethod.key]: method,
  [a.urlScheme.key]: 'http',
  ...(route ? { [a.httpRoute.key]: route } : {}),
  ...(status ? { [a.httpResponseStatusCode.key]: status } : {}),
  ...(error ? { [a.errorType.key]: error } : {}),
});

const call = (address: string, status: number | undefined, error?: string): Fields => ({
  ...request('POST', undefined, status, error),
  [a.serverAddress.key]: address,
  [a.serverPort.key]: 443,
});

const statement = (verb: string, collection?: string): Fields => ({
  [a.dbSystemName.key]: 'sqlite',
  [a.dbOperationName.key]: verb,
  ...(collection ? { [a.dbCollectionName.key]: collection } : {}),
});

const message = (topic: string, event: string, error?: string): Fields => ({
  [a.websocketSide.key]: 'server',
  [a.websocketTopic.key]: topic,
  [a.websocketEvent.key]: event,
  ...(error ? { [a.errorType.key]: error } : {}),
});

const closed = (code: number): Fields => ({ [a.websocketSide.key]: 'server', [a.websocketCloseCode.key]: code });

const child = (program: string, error?: string): Fields => ({
  [a.processExecutableName.key]: program,
  ...(error ? { [a.errorType.key]: error } : {}),
});

const asked = (model: string, more: Fields = {}): Fields => ({
  [a.genAiOperationName.key]: 'chat',
  [a.genAiProviderName.key]: 'anthropic',
  [a.genAiRequestModel.key]: model,
  [a.genAiResponseModel.key]: model,
  ...more,
});

/** What the histograms of a web service see. */
export const EVENTS: Partial<Record<keyof typeof metric, readonly Kind[]>> = {
  httpServerRequestDuration: [
    { fields: request('GET', '/api/sessions/:id', 200), events: 30, seconds: 0.02 },
    { fields: request('POST', '/api/exec', 200), events: 6, seconds: 0.4 },
    { fields: request('GET', '/api/slow', 200), events: 2, seconds: 3 },
    { fields: request('GET', undefined, 404), events: 3, seconds: 0.003 },
    { fields: request('POST', '/api/exec', 500, '500'), events: 1, seconds: 0.9, fails: true },
    { fields: request('GET', '/api/slow', undefined, 'aborted'), events: 1, seconds: 6, fails: true },
  ],
  httpClientRequestDuration: [
    { fields: call('api.example.com', 200), events: 5, seconds: 0.2 },
    { fields: call('api.example.com', 503, '503'), events: 1, seconds: 0.8, fails: true },
    { fields: call('gone.example.com', undefined, 'ECONNREFUSED'), events: 1, seconds: 0.01, fails: true },
  ],
  dbClientOperationDuration: [
    { fields: statement('SELECT', 'sessions'), events: 60, seconds: 0.0004 },
    { fields: statement('INSERT', 'sessions'), events: 4, seconds: 0.004 },
    { fields: statement('PRAGMA'), events: 1, seconds: 0.0001 },
    { fields: { ...statement('INSERT', 'secrets'), [a.errorType.key]: 'SQLITE_BUSY' }, events: 1, seconds: 0.02, fails: true },
  ],
  websocketMessageDuration: [
    { fields: message('session:*', 'cell:exec'), events: 4, seconds: 0.3 },
    { fields: message('session:*', 'cell:update'), events: 20, seconds: 0.002 },
    { fields: message('session:*', 'cell:exec', 'ZodError'), events: 1, seconds: 0.01, fails: true },
  ],
  websocketConnectionDuration: [
    { fields: closed(1001), events: 3, seconds: 600 },
    { fields: closed(1006), events: 1, seconds: 60, fails: true },
  ],
  childProcessDuration: [
    { fields: child('node'), events: 3, seconds: 0.8 },
    { fields: child('npm'), events: 1, seconds: 14 },
    { fields: child('node', 'exit_code'), events: 1, seconds: 0.2, fails: true },
    { fields: child('npm', 'SIGKILL'), events: 1, seconds: 40, fails: true },
    { fields: child('deno', 'ENOENT'), events: 1, seconds: 0.002, fails: true },
  ],
  genAiClientOperationDuration: [
    { fields: asked('claude-sonnet'), events: 3, seconds: 6 },
    { fields: asked('claude-haiku'), events: 2, seconds: 2 },
    { fields: asked('claude-sonnet', { [a.errorType.key]: '429' }), events: 1, seconds: 0.4, fails: true },
  ],
  genAiClientOperationTimeToFirstChunk: [{ fields: asked('claude-sonnet'), events: 3, seconds: 0.9 }],
  genAiClientTokenUsage: [
    { fields: asked('claude-sonnet', { [a.genAiTokenType.key]: 'input' }), events: 3, seconds: 2_400 },
    { fields: asked('claude-sonnet', { [a.genAiTokenType.key]: 'output' }), events: 3, seconds: 500 },
    { fields: asked('claude-haiku', { [a.genAiTokenType.key]: 'input' }), events: 2, seconds: 900 },
    { fields: asked('claude-haiku', { [a.genAiTokenType.key]: 'output' }), events: 2, seconds: 200 },
  ],
  genAiClientCost: [
    { fields: asked('claude-sonnet'), events: 3, seconds: 0 },
    { fields: asked('claude-haiku'), events: 2, seconds: 0 },
  ],
  childProcessRunning: [{ fields: child('node'), events: 1, seconds: 0 }],
  childProcessCrashes: [
    { fields: child('node', 'exit_code'), events: 1, seconds: 0, fails: true },
    { fields: child('npm', 'SIGKILL'), events: 1, seconds: 0, fails: true },
  ],
  childProcessCpuTime: [
    { fields: child('node'), events: 1, seconds: 0 },
    { fields: child('npm'), events: 1, seconds: 0 },
  ],
  childProcessMemoryUsage: [{ fields: child('node'), events: 1, seconds: 0 }],
};

const sumOf = (kinds: readonly Kind[]): number => kinds.reduce((sum, { events }) => sum + events, 0);
const served = EVENTS.httpServerRequestDuration ?? [];
/** Share of failed requests in the past of a service that is failing. */
export const FAILED_SHARE = sumOf(served.filter(({ fails }) => fails)) / sumOf(served);

/** What the Collector knows of the span of an event. */
const spanOf = (name: string, kind: string, fields: Fields, fails = false): Fields => ({
  ...fields,
  [collectorAttribute.spanName.key]: name,
  [collectorAttribute.spanKind.key]: kind,
  [collectorAttribute.statusCode.key]: fails ? 'STATUS_CODE_ERROR' : 'STATUS_CODE_UNSET',
});

const requestSpans = served.map((kind) => {
  const only = Object.entries(kind.fields).filter(([key]) => collectorMetric.spanDuration.attributes.some((entry) => entry.key === key));
  const name = [kind.fields[a.httpRequestMethod.key], kind.fields[a.httpRoute.key] ?? ''].join(' ').trim();
  return { ...kind, fields: spanOf(name, SPAN_KIND_SERVER, Object.fromEntries(only), kind.fails) };
});

/** The requests, and one of each other kind, as the Collector counts their spans. */
export const SPANS: readonly Kind[] = [
  ...requestSpans,
  { fields: spanOf('message cell:exec', SPAN_KIND_CONSUMER, {}), events: 4, seconds: 0.3 },
  { fields: spanOf('SELECT sessions', SPAN_KIND_CLIENT, {}), events: 60, seconds: 0.0004 },
  { fields: spanOf('chat claude-sonnet', SPAN_KIND_CLIENT, {}), events: 3, seconds: 6 },
  { fields: spanOf('spawn node', SPAN_KIND_CLIENT, {}), events: 3, seconds: 0.8 },
];

/** Of the parts of the stack: what sampling did, in words that a query asks for. */
export const STACK_EVENTS: Partial<Record<keyof typeof stackMetric, readonly Kind[]>> = {
  sampledTraces: ['sampled', 'not_sampled'].map(decided),
  sampledByPolicy: ['sampled', 'not_sampled'].map((decision) => {
    const kind = decided(decision);
    return { ...kind, fields: { ...kind.fields, [stackAttribute.samplingPolicy.key]: 'error' } };
  }),
};

const space = (state: string): Fields => ({
  [host.device.key]: '/dev/vda1',
  [host.mountpoint.key]: '/',
  [host.mode.key]: 'rw',
  [host.fileSystemType.key]: 'ext4',
  [host.state.key]: state,
});
const one = (fields: Fields): Kind => ({ fields, events: 1, seconds: 0 });

/** Of the machine: a disk that can be written, and processors that are not always idle. */
export const HOST_EVENTS: Partial<Record<keyof typeof hostMetric, readonly Kind[]>> = {
  hostFileSystem: ['used', 'free', 'reserved'].map((state) => one(space(state))),
  hostCpuTime: ['user', 'system', 'idle'].map((state) => one({ [host.state.key]: state })),
};

function decided(decision: string): Kind {
  return { fields: { [stackAttribute.samplingDecision.key]: decision }, events: 3, seconds: 0 };
}
