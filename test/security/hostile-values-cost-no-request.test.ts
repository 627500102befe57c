// R05: values that throw, never end or are too long cost at most a piece of telemetry, never a request.

import { expect } from 'chai';
import { REPETITIONS } from '../fault/support/repetitions.ts';
import { figure } from '../support/figures.ts';
import { sendTo, startApp } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';
import { waitFor } from '../support/wait.ts';

/** JSON is the rarer way, and slower. */
const WAYS = { 'http/protobuf': 1000, 'http/json': REPETITIONS > 1 ? 1000 : 200 };
const LENGTH_MAX = 4096;
/** Bodies and names have a limit of their own. */
const BODY_MAX = 65_536;

/** An export on a busy machine takes longer than the usual interval of the tests. */
const UNHURRIED = { OTEL_METRIC_EXPORT_INTERVAL: '10000' };

/** For a busy machine. */
const TIMEOUT_MS = 120_000 * (REPETITIONS > 1 ? 3 : 1);

/** Texts inside a value. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];

describe('hostile values in attributes, fields, messages and bodies', function () {
  this.timeout(TIMEOUT_MS);
  for (const [protocol, requests] of Object.entries(WAYS)) {
    it(`answers ${requests} of ${requests} requests, keeps every limit and says so in at most one line, sent as ${protocol}`, async () => {
      const sink = new Sink();
      const app = startApp('hostile-requests.mjs', {
        env: { ...sendTo(await sink.listen()), ...UNHURRIED, OTEL_EXPORTER_OTLP_PROTOCOL: protocol },
        killAfterMs: TIMEOUT_MS,
      });
      let stderr = '';
      app.child.stderr?.on('data', (chunk) => {
        stderr += chunk;
      });
      const port = await waitFor('the port', () => /port (\d+)/.exec(app.stdout())?.[1], 10_000);
      let answered = 0;
      for (let asked = 0; asked < requests; asked += 1) {
        const response = await fetch(`http://127.0.0.1:${port}/`);
        if (response.status === 200 && (await response.text()) === 'ok') answered += 1;
        // Only the lengths are looked at, so that ten thousand records don't fill the memory.
        sink.bodies.length = 0;
      }
      await sink.until('the last spans', ({ spans }) => spans.filter(({ kind }) => kind === 2).length === requests, 30_000);
      app.child.kill('SIGKILL');
      await app.ended;
      await sink.close();
      expect(answered).to.equal(requests);
      const attributes = [...sink.spans.flatMap((span) => [span.attributes, ...span.events.map((event) => event.attributes)])];
      const longest = Math.max(...attributes.flatMap(textsIn).map(({ length }) => length));
      expect(longest).to.be.within(LENGTH_MAX, 4 * LENGTH_MAX);
      const own = sink.spans.flatMap((span) =>
        Object.entries(span.attributes).flatMap(([key, value]) => (key.startsWith('app.') ? textsIn(value) : [])),
      );
      expect(Math.max(...own.map(({ length }) => length))).to.equal(LENGTH_MAX);
      const said = sink.logs.flatMap(({ body }) => textsIn(body)).map(({ length }) => length);
      expect(Math.max(...said)).to.be.within(LENGTH_MAX, BODY_MAX);
      const lines = stderr.split('\n').filter((line) => line.startsWith('peragus:')).length;
      expect(lines, stderr.slice(0, 2000)).to.be.at.most(1);
      figure('R05', `good answers of ${requests} over ${protocol}`, answered);
      figure('R05', 'longest attribute of the application', Math.max(...own.map(({ length }) => length)), 'characters');
      figure('R05', 'lines of ours', lines);
    });
  }
});
