// One trace of a request: HTTP, route, SQL, exception and log lines, however the application loads its libraries.

import { join } from 'node:path';
import { expect } from 'chai';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink, type SpanRecord } from '../support/sink.ts';

const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

const EXPRESS_4 = join(import.meta.dirname, '../fixtures/express4/node_modules/express/index.js');

for (const express of ['express', EXPRESS_4]) {
  for (const app of ['notes-require.cjs', 'notes-import.mjs', 'notes-file-url.mjs', 'notes-typescript.ts']) {
    describe(`${express === 'express' ? 'Express 5' : 'Express 4'} by ${app}`, () => {
      const sink = new Sink();
      const find = (name: string, kind: number): SpanRecord => {
        const span = sink.spans.find((candidate) => candidate.name === name && candidate.kind === kind);
        if (!span) throw new Error(`No span "${name}" among: ${sink.spans.map((each) => each.name).join(', ')}`);
        return span;
      };

      before(async () => {
        const { stdout, code } = await runApp(app, { env: { ...sendTo(await sink.listen()), EXPRESS: express } });
        expect(code).to.equal(0);
        expect(stdout).to.include('200 /users/ada/notes/1').and.include('500 /boom').and.include('404 /nowhere');
      });
      after(() => sink.close());

      it('gives the server span its route, parameters of the mount path included', () => {
        const server = find('GET /users/:user/notes/:note', SERVER);
        expect(server.attributes).to.include({
          'http.route': '/users/:user/notes/:note',
          'http.response.status_code': 200,
          'url.path': '/users/ada/notes/1',
        });
      });

      it('makes 2 SQL spans below it, without values', () => {
        const server = find('GET /users/:user/notes/:note', SERVER);
        const statements = sink.spans.filter((span) => span.parentSpanId === server.spanId && span.kind === CLIENT);
        expect(statements.map((span) => span.name)).to.deep.equal(['INSERT notes', 'SELECT notes']);
        expect(statements.map((span) => span.attributes['db.query.text'])).to.deep.equal([
          'INSERT INTO notes (user, text) VALUES (?, ?)',
          'SELECT * FROM notes WHERE text <> ?',
        ]);
      });

      it('gives the winston and the console line the trace and span id of the request', () => {
        const server = find('GET /users/:user/notes/:note', SERVER);
        // What the preload finds in idle moments is a line of its own.
        const lines = sink.logs.filter((log) => log.spanId === server.spanId && log.attributes['log.logger'] !== 'peragus');
        expect(lines.map(({ body, severityText }) => `${severityText} ${body}`)).to.deep.equal(['info read a note', 'warn printed 1']);
        expect(lines[0]?.attributes).to.include({ note: '1', 'log.logger': 'winston' });
        expect(lines.every((line) => line.traceId === server.traceId)).to.equal(true);
      });

      it('records a thrown error once, as exception event of a failed span', () => {
        const { status, events, attributes } = find('GET /boom', SERVER);
        expect(status).to.equal(ERROR);
        expect(attributes['error.type']).to.equal('500');
        expect(events.map((event) => event.attributes['exception.type'])).to.deep.equal(['TypeError']);
      });

      it('continues the trace through an outgoing request: forward → client → notes → SQL', () => {
        const first = find('GET /forward', SERVER);
        const chain = sink.spans.filter((span) => span.traceId === first.traceId);
        const call = chain.find((span) => span.parentSpanId === first.spanId && span.kind === CLIENT);
        const second = chain.find((span) => span.parentSpanId === call?.spanId && span.kind === SERVER);
        expect(second?.name).to.equal('GET /users/:user/notes/:note');
        expect(chain.filter((span) => span.parentSpanId === second?.spanId)).to.have.lengthOf(2);
      });

      it('gives a path that matches no route the one word for that', () => {
        const missing = sink.spans.find((span) => span.kind === SERVER && span.attributes['http.response.status_code'] === 404);
        expect(missing?.name).to.equal('GET _unmatched');
        expect(missing?.attributes).to.include({ 'http.route': '_unmatched' });
      });

      it('counts each request in the duration metric with its route', () => {
        const counts = sink.points.filter((point) => point.metric === 'http.server.request.duration');
        const last = new Map(counts.map(({ attributes, value }) => [attributes['http.route'], value]));
        expect(Object.fromEntries(last)).to.deep.equal({ '/users/:user/notes/:note': 2, '/boom': 1, '/forward': 1, _unmatched: 1 });
      });

      it('lets none of 3 canary secrets out: query, SQL literal, SQL parameter', () => {
        expect(sink.bodies.join('\n')).to.not.match(/canary-in-a-(query|literal|parameter)/);
        expect(sink.bodies.join('\n')).to.include('api_key=REDACTED&page=2');
      });
    });
  }
}
