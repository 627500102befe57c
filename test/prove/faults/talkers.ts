// Faults of what an observed service talks to: WebSocket clients, child processes and language models.

import { WebSocket } from 'ws';
import type { ObservedService } from '../observed-service.ts';
import type { Row, Scene } from '../row.ts';

const observed = {} as const;
const MESSAGE = JSON.stringify(['session:1', 'cell:exec', {}]);

const every = (ms: number, work: () => void): (() => void) => {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
};

/** A client of the service's sockets. */
async function connect(app: ObservedService, path = '/socket'): Promise<WebSocket> {
  const client = new WebSocket(`ws://127.0.0.1:${app.port}${path}`);
  client.on('error', () => undefined);
  await new Promise((resolve) => client.once('open', resolve));
  return client;
}

/** Makes the service serve sockets, and one client send twenty messages a second. */
async function talking(app: ObservedService): Promise<() => void> {
  await app.begin('sockets/serves');
  const client = await connect(app);
  const quiet = every(50, () => client.send(MESSAGE));
  return () => {
    quiet();
    client.terminate();
  };
}

const handlersFail = (service: string, share: number, fault: string, alerts: readonly string[]): Row => ({
  fault,
  alerts,
  service,
  phase: 'sockets',
  observed,
  lasting: ['WebSocketBudgetBurn ticket', 'LowTrafficErrors ticket', 'ErrorBudgetExhausted ticket'],
  begin: async ({ app }) => {
    await talking(app);
    return app.begin('sockets/fails', { share });
  },
});

const model = (service: string, fault: string, alert: string, how: { name: string; atOnce?: number }, more: Partial<Row> = {}): Row => ({
  fault,
  alerts: [alert],
  service,
  phase: 'models',
  observed,
  ...more,
  begin: ({ app, standIns }: Scene) =>
    how.atOnce
      ? app.begin('ai/callsAtOnce', { url: standIns.aiUrl, model: how.name, count: how.atOnce })
      : app.begin('ai/calls', { url: standIns.aiUrl, model: how.name, everyMs: 200 }),
});

export const talkerFaults: readonly Row[] = [
  handlersFail('handlers-fail', 1, 'Every handler of a socket message throws.', [
    'WebSocketTotalOutage page',
    'WebSocketBudgetBurn page',
    'WebSocketBudgetBurn ticket',
    'WebSocketHandlerErrorsHigh ticket',
  ]),
  {
    fault: 'Clients break their sockets off without a word, five times a second.',
    alerts: ['WebSocketConnectionsDropped page'],
    service: 'dropped-sockets',
    phase: 'sockets',
    observed,
    begin: async ({ app }) => {
      await app.begin('sockets/serves');
      return every(200, () => void connect(app).then((client) => client.terminate()));
    },
  },
  {
    fault: 'Sockets are asked for with a wrong token, five times a second, and refused with 401.',
    alerts: ['WebSocketAuthFailures ticket'],
    service: 'refused-sockets',
    phase: 'sockets',
    observed,
    begin: async ({ app }) => {
      await app.begin('sockets/serves');
      await app.begin('sockets/refuses');
      return every(200, () => {
        const client = new WebSocket(`ws://127.0.0.1:${app.port}/socket?token=bad`);
        client.on('error', () => undefined);
      });
    },
  },
  {
    fault: 'A client that reads nothing is sent 16 MiB.',
    alerts: ['WebSocketSlowConsumer ticket'],
    service: 'slow-reader',
    phase: 'sockets',
    observed,
    begin: async ({ app }) => {
      await app.begin('sockets/serves');
      const end = await app.begin('sockets/floods', { bytes: 16 * 1024 * 1024 });
      const client = await connect(app);
      client.pause();
      return async () => {
        await end();
        client.terminate();
      };
    },
  },
  {
    fault: 'A child crashes at once and is started again, three times a second.',
    alerts: ['ChildCrashLoop ticket'],
    service: 'crashing-child',
    phase: 'children',
    observed,
    begin: ({ app }) => app.begin('children/crash', { everyMs: 333 }),
  },
  {
    fault: 'A program that is not there is started twice a second.',
    alerts: ['CellRunBudgetBurn ticket'],
    service: 'no-such-program',
    phase: 'children',
    observed,
    lasting: ['CellRunBudgetBurn ticket', 'LowTrafficErrors ticket', 'ErrorBudgetExhausted ticket'],
    begin: ({ app }) => app.begin('children/cannotStart', { everyMs: 500 }),
  },
  {
    fault: '25 children stay.',
    alerts: ['ChildrenLeftBehind ticket'],
    service: 'children-stay',
    phase: 'children',
    observed,
    withinS: 260,
    begin: ({ app }) => app.begin('children/stay', { count: 25 }),
  },
  {
    fault: 'A child takes 1.1 GiB of memory.',
    alerts: ['ChildMemoryHigh ticket'],
    service: 'large-child',
    phase: 'children',
    observed,
    begin: ({ app }) => app.begin('children/fillMemory', { bytes: 1.1 * 1024 ** 3 }),
  },
  model('model-fails', 'Every call to a language model is answered with 500.', 'AiErrorRatioHigh page', { name: 'down-gpt' }),
  model(
    'model-costs',
    'A model that costs 6 USD a call is asked five times a second.',
    'AiCostBurn ticket',
    { name: 'gpt-5-pro' },
    {
      lasting: ['AiCostBurn ticket'],
    },
  ),
  model(
    'model-slow',
    '30 calls to a language model take 83 s.',
    'AiLatencyHigh ticket',
    { name: 'slow-gpt', atOnce: 30 },
    { withinS: 180 },
  ),
];
