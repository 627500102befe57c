// Everything that Srcbook really does, counted from outside, is seen: requests, messages, statements, children, log lines and AI operations.

import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { describeStatement } from '../../instrumentation/privacy/sql.ts';
import { attribute as a, metric, resourceAttribute as r, service, UNMATCHED_ROUTE } from '../../instrumentation/vocabulary/index.ts';
import { AiStub } from '../support/ai-stub.ts';
import { strangersIn } from '../support/closed-world.ts';
import { type ObservedSrcbook, observeSrcbook, type Truth } from '../support/observed-srcbook.ts';
import type { SpanRecord } from '../support/sink.ts';
import { SrcbookPage } from '../support/srcbook-page.ts';
import { waitFor } from '../support/wait.ts';

const CLIENT = 3;
const SERVER = 2;
const CONSUMER = 5;
const ERROR = 2;
const ARRIVAL_MS = 20_000;

interface Notebook {
  readonly id: string;
  readonly cells: readonly { readonly id: string; readonly type: string }[];
}

/** What the launcher asks until the processes are ready; nobody counts how often. */
const READINESS = /^GET \/(?:api\/examples|healthz)$/;

const sorted = (values: Iterable<string>) => [...values].sort();
const ofService = (name: string) => (span: SpanRecord) => span.resource[r.serviceName.key] === name;
const inApi = ofService(service.api.name);

function requestsSeenBy(name: string, { sink }: ObservedSrcbook): string[] {
  return sink.spans
    .filter((span) => ofService(name)(span) && span.kind === SERVER)
    .map(({ attributes }) => `${attributes[a.httpRequestMethod.key]} ${attributes[a.urlPath.key]}`)
    .filter((request) => !READINESS.test(request));
}

const statementsSeen = ({ sink }: ObservedSrcbook): string[] =>
  sink.spans
    .filter((span) => inApi(span) && span.kind === CLIENT && span.attributes[a.dbSystemName.key] === 'sqlite')
    .map(({ attributes }) => String(attributes[a.dbQuerySummary.key]));
const messagesSeen = ({ sink }: ObservedSrcbook): SpanRecord[] => sink.spans.filter((span) => inApi(span) && span.kind === CONSUMER);
const childrenSeen = ({ sink }: ObservedSrcbook): SpanRecord[] =>
  sink.spans.filter((span) => inApi(span) && span.attributes[a.processExecutableName.key] !== undefined && span.name.startsWith('spawn '));
const linesSeen = ({ sink }: ObservedSrcbook): string[] =>
  sink.logs
    .filter(({ resource, attributes }) => resource[r.serviceName.key] === service.api.name && attributes[a.logLogger.key] === 'console')
    .map(({ body }) => comparable(String(body).trim()));
const operationsSeen = ({ sink }: ObservedSrcbook): SpanRecord[] =>
  sink.spans.filter((span) => inApi(span) && span.attributes[a.genAiOperationName.key] !== undefined);

const statementsOf = (truth: Truth): string[] => truth.statements.map((sql) => describeStatement(sql).summary);
// An error of an AI client is sent without the request that hangs on it; only its message is compared.
const comparable = (line: string): string =>
  line.includes('_retryWithExponentialBackoff') ? (line.split('\n', 1)[0] ?? '').replace(/^[^:]*: /, '') : line;
const linesOf = (truth: Truth): string[] => truth.lines.map((line) => comparable(stripVTControlCharacters(line).trim()));

/** The last value of each series, added up. */
function totalOf({ sink }: ObservedSrcbook, name: string, wanted: Readonly<Record<string, string>>): number {
  const last = new Map<string, number>();
  for (const point of sink.points) {
    if (point.metric === name && Object.entries(wanted).every(([key, value]) => point.attributes[key] === value))
      last.set(JSON.stringify(point.attributes), point.value);
  }
  return [...last.values()].reduce((sum, value) => sum + value, 0);
}

async function openNotebook(page: SrcbookPage, source: string): Promise<Notebook> {
  const text = [
    '<!-- srcbook:{"language":"javascript"} -->',
    '# Truth',
    '###### package.json',
    '```json\n{ "type": "module" }\n```',
    '###### cell.js',
    `\`\`\`javascript\n${source}\n\`\`\``,
  ].join('\n\n');
  const imported = await page.call('POST', '/api/import', { text });
  const { dir } = (imported?.body.result ?? {}) as { readonly dir?: string };
  const opened = await page.call('POST', '/api/sessions', { path: dir });
  return opened?.body.result as Notebook;
}

describe('Srcbook compared with the ground truth', function () {
  this.timeout(180_000);
  const stub = new AiStub();
  let srcbook: ObservedSrcbook;
  let page: SrcbookPage;
  let truth: Truth;

  before(async function () {
    this.timeout(300_000);
    const origin = await stub.listen();
    srcbook = await observeSrcbook();
    page = new SrcbookPage(srcbook.webUrl);
    // HTTP: an answer, a soft error, a 404 of the API, a 500.
    await page.call('GET', '/api/settings');
    await page.call('GET', '/api/sessions/none');
    await page.call('GET', '/api/no/such/route');
    await page.call('DELETE', '/api/apps/no-such-app');
    // AI: one that works, one that fails and is tried again.
    await page.call('POST', '/api/settings', { aiProvider: 'custom', aiBaseUrl: `${origin}/v1`, aiModel: 'truth-model' });
    await page.call('GET', '/api/ai/healthcheck');
    await page.call('POST', '/api/settings', { aiModel: 'down-model' });
    await page.call('GET', '/api/ai/healthcheck');
    await page.call('POST', '/api/settings', { aiModel: 'truth-model' });
    // WebSocket: a cell that runs, one that AI writes, one that is stopped.
    const notebook = await openNotebook(page, "console.log(6 * 7); setTimeout(() => {}, process.argv.includes('x') ? 0 : 200);");
    const topic = `session:${notebook.id}`;
    const cellId = notebook.cells.find(({ type }) => type === 'code')?.id ?? '';
    await page.connect();
    page.send(topic, 'subscribe', { id: notebook.id });
    await page.hears('subscribed');
    page.send(topic, 'cell:exec', { cellId });
    await page.hears('cell:output');
    await page.hears('cell:updated', ({ cell }) => (cell as { status?: string }).status === 'idle');
    page.send(topic, 'ai:generate', { cellId, prompt: 'Add two numbers' });
    await page.hears('ai:generated');
    page.send(topic, 'no:such:event', {});
    await waitFor(
      'all children to have been met',
      async () => (await srcbook.truth()).children.length >= 2 && childrenSeen(srcbook).length === (await srcbook.truth()).children.length,
      ARRIVAL_MS,
      100,
    );
    await page.disconnect();
    truth = await srcbook.truth();
  });
  after(async () => {
    await srcbook?.[Symbol.asyncDispose]();
    await stub.close();
  });

  it('sees every request of the page, in the web process and in the API', async () => {
    const wanted = sorted([...page.requests, 'GET /websocket']);
    for (const { name } of Object.values(service)) {
      await srcbook.sink.until(
        `${wanted.length} requests of ${name}`,
        () => requestsSeenBy(name, srcbook).length >= wanted.length,
        ARRIVAL_MS,
      );
      expect(sorted(requestsSeenBy(name, srcbook)), name).to.deep.equal(wanted);
    }
  });

  it('sees the soft error, the failure and the route that nobody has for what they are', () => {
    const answer = (path: string) =>
      srcbook.sink.spans.find((span) => inApi(span) && span.attributes[a.urlPath.key] === path && span.kind === SERVER);
    const soft = answer('/api/sessions/none');
    expect(soft?.attributes).to.include({
      [a.httpRoute.key]: '/api/sessions/:id',
      [a.httpResponseStatusCode.key]: 200,
      [a.errorType.key]: 'soft',
    });
    expect(soft?.status).to.equal(ERROR);
    expect(answer('/api/apps/no-such-app')?.attributes).to.include({ [a.httpRoute.key]: '/api/apps/:id', [a.errorType.key]: '500' });
    expect(answer('/api/no/such/route')?.attributes).to.include({
      [a.httpRoute.key]: UNMATCHED_ROUTE,
      [a.httpResponseStatusCode.key]: 404,
    });
  });

  it('sees every message in, with its event, and every message out', async () => {
    const wanted = sorted(page.sent.map((text) => JSON.parse(text)[1]));
    await srcbook.sink.until('all messages', () => messagesSeen(srcbook).length >= wanted.length, ARRIVAL_MS);
    expect(sorted(messagesSeen(srcbook).map(({ attributes }) => String(attributes[a.websocketEvent.key])))).to.deep.equal(wanted);
    const count = (direction: string) =>
      totalOf(srcbook, metric.websocketMessages.name, { [a.websocketSide.key]: 'server', [a.networkIoDirection.key]: direction });
    await srcbook.sink.until('the metric of messages out', () => count('transmit') >= page.received.length, ARRIVAL_MS);
    expect({ received: count('receive'), sent: count('transmit') }).to.deep.equal({
      received: page.sent.length,
      sent: page.received.length,
    });
  });

  it('sees every statement that SQLite ran', async () => {
    expect(truth.statements).to.have.length.greaterThan(30);
    await srcbook.sink.until('all statements', () => statementsSeen(srcbook).length >= truth.statements.length, ARRIVAL_MS);
    expect(sorted(statementsSeen(srcbook))).to.deep.equal(sorted(statementsOf(truth)));
  });

  it('sees every child process, by its pid', () => {
    const seen = childrenSeen(srcbook).map(({ attributes }) => String(attributes[a.childPid.key]));
    expect(sorted(seen)).to.deep.equal(sorted(truth.children.map(([pid]) => String(pid))));
  });

  it('sees every line that was written', async () => {
    const wanted = linesOf(truth);
    await srcbook.sink.until('all lines', () => linesSeen(srcbook).length >= wanted.length, ARRIVAL_MS);
    expect(sorted(linesSeen(srcbook))).to.deep.equal(sorted(wanted));
  });

  it('sees every AI operation, and its attempts as one', async () => {
    await srcbook.sink.until('all operations', () => operationsSeen(srcbook).length >= 3, ARRIVAL_MS);
    const seen = operationsSeen(srcbook);
    const attempts = seen.reduce((sum, { attributes }) => sum + Number(attributes[a.genAiRequestAttempts.key] ?? 1), 0);
    expect({ operations: seen.length, attempts }).to.deep.equal({ operations: 3, attempts: stub.attempts.length });
    expect(
      sorted(seen.map(({ attributes, status }) => `${attributes[a.genAiRequestModel.key]} ${status === ERROR ? 'failed' : 'ok'}`)),
    ).to.deep.equal(['down-model failed', 'truth-model ok', 'truth-model ok']);
  });

  it('has it all in the one trace that the page began: request → SQL, message → SQL, child and AI call', () => {
    const all = srcbook.sink.spans.filter(({ traceId }) => traceId === page.traceId);
    const byId = new Map(all.map((span) => [span.spanId, span]));
    const above = (span: SpanRecord | undefined): string[] => {
      const parent = span && byId.get(span.parentSpanId);
      return parent ? [parent.name, ...above(parent)] : [];
    };
    const find = (what: string, matches: (span: SpanRecord) => boolean) => {
      const found = all.filter(inApi).find(matches);
      if (!found) throw new Error(`The page's trace has no ${what}.`);
      return above(found);
    };
    expect(
      find('SQL of a request', (span) => span.name === 'SELECT config' && above(span)[0] === 'GET /api/settings').length,
    ).to.be.greaterThan(2);
    const ofMessage = (event: string) => (names: readonly string[]) =>
      names.some((name) => name.startsWith('receive ') && name.endsWith(event));
    expect(find('child', ({ name }) => name === 'spawn node')).to.satisfy(ofMessage('cell:exec'));
    expect(
      find('SQL of a message', (span) => span.attributes[a.dbSystemName.key] === 'sqlite' && ofMessage('cell:exec')(above(span))),
    ).not.to.equal([]);
    expect(find('AI call of a message', (span) => span.name.startsWith('chat ') && ofMessage('ai:generate')(above(span)))).to.include(
      'GET',
    );
    // Whatever a page caused is in its trace; only what it did not ask for, such as the start, is outside.
    const outside = messagesSeen(srcbook)
      .concat(childrenSeen(srcbook), operationsSeen(srcbook))
      .filter(({ traceId }) => traceId !== page.traceId);
    expect(outside.map(({ name }) => name)).to.deep.equal([]);
  });

  it('sends nothing that the vocabulary does not know, and no word of a prompt', () => {
    expect(strangersIn(srcbook.sink)).to.deep.equal([]);
    expect(srcbook.sink.bodies.filter((body) => /Add two numbers|Are you working/.test(body))).to.have.lengthOf(0);
  });
});

/** Nothing is on its way when the process dies: that would come a second time out of its spool, as delivery is at least once. */
const LATE = { OTEL_BSP_SCHEDULE_DELAY: '60000', OTEL_BLRP_SCHEDULE_DELAY: '60000' };

describe('Srcbook killed by an input', function () {
  this.timeout(180_000);

  const inputs: Readonly<Record<string, (page: SrcbookPage) => Promise<unknown>>> = {
    'cell:exec for a session that is not there': async (page) => page.send('session:none', 'cell:exec', { cellId: 'none' }),
    'a WebSocket message that is no JSON': async (page) => page.sendText('{not json'),
    'the history of an application that is not there': (page) => page.call('GET', '/api/apps/none/history'),
  };
  for (const [input, send] of Object.entries(inputs)) {
    it(`leaves all telemetry of its last moments: ${input}`, async () => {
      // No `await using`: the parser of dependency-cruiser does not know it.
      const srcbook = await observeSrcbook(LATE);
      try {
        const page = new SrcbookPage(srcbook.webUrl);
        await page.call('GET', '/api/settings');
        await page.connect();
        const died = new Promise<number | null>((resolve) => srcbook.api.child.once('exit', resolve));
        await send(page);
        expect(await died).to.equal(1);
        const truth = await srcbook.truth();
        const fatalLines = () =>
          srcbook.sink.logs.filter(({ severityText, severityNumber }) => severityNumber === 21 || severityText === 'fatal');
        // The process is gone first: its sender delivers from the spool.
        await waitFor(
          'the last telemetry',
          () =>
            fatalLines().length > 0 &&
            messagesSeen(srcbook).length >= page.sent.length &&
            requestsSeenBy(service.api.name, srcbook).length > page.requests.length &&
            statementsSeen(srcbook).length >= statementsOf(truth).length &&
            linesSeen(srcbook).length >= linesOf(truth).length,
          10_000,
        );
        const fatal = fatalLines();
        expect(fatal).to.have.lengthOf(1);
        expect(fatal[0]?.attributes).to.include.keys(a.exceptionType.key, a.exceptionStacktrace.key);
        expect(fatal[0]?.traceId).to.equal(page.traceId);
        expect(messagesSeen(srcbook)).to.have.lengthOf(page.sent.length);
        expect(sorted(requestsSeenBy(service.api.name, srcbook))).to.deep.equal(sorted([...page.requests, 'GET /websocket']));
        expect(sorted(statementsSeen(srcbook))).to.deep.equal(sorted(statementsOf(truth)));
        expect(sorted(linesSeen(srcbook))).to.deep.equal(sorted(linesOf(truth)));
      } finally {
        await srcbook[Symbol.asyncDispose]();
      }
    });
  }
});
