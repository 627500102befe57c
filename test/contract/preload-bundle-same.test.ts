// The bundle that the package ships behaves as the sources that the other tests run: the same output, the same end, the same telemetry.

import { join } from 'node:path';
import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { type Form, PRELOADS, type RunOptions, runApp, seen, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

interface Scene extends RunOptions {
  readonly app: string;
  /** Part of the telemetry that must be there, so that two silent forms are not the same. */
  readonly span?: string;
  readonly log?: string;
}

const NOTES = 'GET /users/:user/notes/:note';
const SCENES: Readonly<Record<string, Scene>> = {
  'ES modules': { app: 'notes-import.mjs', span: NOTES },
  'CommonJS modules': { app: 'notes-require.cjs', span: NOTES },
  'modules by file URL': { app: 'notes-file-url.mjs', span: NOTES },
  'worker threads': { app: 'workers.mjs', span: 'GET' },
  'child processes': { app: 'children.mjs', span: 'spawn node' },
  WebSockets: { app: 'sockets-import.mjs', span: 'GET' },
  'node:sqlite': { app: 'sqlite-node-import.mjs', span: 'SELECT' },
  'an end by exit': { app: 'ends.mjs', args: ['by-exit'], log: 'working' },
  'an end by an exit code': { app: 'ends.mjs', args: ['by-exit-code'], log: 'working' },
  'an end by a thrown error': { app: 'ends.mjs', args: ['by-throw'], log: 'uncaught on purpose' },
  'an end by an unhandled rejection': { app: 'ends.mjs', args: ['by-rejection'], log: 'unhandled on purpose' },
  'a loud preload': { app: 'ends.mjs', args: ['naturally'], env: { PERAGUS_LOG_LEVEL: 'debug' }, log: 'working' },
  'settings that are wrong': { app: 'ends.mjs', args: ['naturally'], env: { OTEL_BSP_MAX_QUEUE_SIZE: 'many' }, log: 'working' },
};

/** No export may time out on a busy machine, and what is found in idle moments may be found or not. */
const CALM = { OTEL_METRIC_EXPORT_INTERVAL: '5000', PERAGUS_SQL_FINDER: 'off' };

/** What differs from run to run. */
const MOMENTARY: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'uuid'],
  [/\b(?:[0-9a-f]{32}|[0-9a-f]{16})\b/g, 'id'],
  [/\b(127\.0\.0\.1|localhost|\[::1\]):\d+/g, '$1:port'],
  [/\(node:\d+\)|\bpid"?[ :=]+\d+/g, 'pid'],
  [/ after \d+\.\d+ s/g, ' after seconds'],
  // Frames of our own: functions that the application can't see have shorter names in the bundle.
  [/\bat (?:new )?[\w$]+ \((?:file:\/\/)?\/[\w./@-]+\/dist\/(?:bundle|instrumentation)\/[\w./-]+:\d+:\d+\)/g, 'at ours'],
  [/(?:file:\/\/)?\/[\w./@-]+\/dist\/(?:bundle|instrumentation)\/[\w./-]+:\d+:\d+/g, 'ours'],
  [/dist\/(?:bundle|instrumentation)\/register\.js/g, 'register.js'],
];
const momentary = (text: string): string => MOMENTARY.reduce((changed, [pattern, word]) => changed.replace(pattern, word), text);
/** Numbers that are measured, or given by the system. */
const MEASURED = /(?:\.port|\.pid|_pid|duration|time|delay|seconds|usage|memory|rate|thread\.id)$/;
/** Metrics of what happened to happen, such as a garbage collection. */
const OF_THE_MOMENT = /^(?:v8js|nodejs|process|peragus)\./;

/** The self-proof states what it finds half a second after the start, if the application is there still. */
const STATED_LATER = / is (?:not )?instrumented \(/;

type Fields = Readonly<Record<string, unknown>>;
const plain = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([key, value]) => [key, MEASURED.test(key) && typeof value === 'number' ? 'number' : value] as const)
      .sort(([x], [y]) => x.localeCompare(y)),
  );
const lines = (facts: readonly unknown[]): string[] => facts.map((fact) => momentary(JSON.stringify(fact))).sort();

const NONE = { bundle: [], sources: [] };
// Each as often as it is there more often than in the other.
function difference(bundle: readonly string[], sources: readonly string[]): { readonly bundle: string[]; readonly sources: string[] } {
  const more = (of: readonly string[], than: readonly string[]) => {
    const left = [...than];
    return of.filter((each) => {
      const at = left.indexOf(each);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  };
  return { bundle: more(bundle, sources), sources: more(sources, bundle) };
}

async function observe(form: Form, { app, span: _s, log: _l, ...options }: Scene) {
  const sink = new Sink();
  const env = { ...sendTo(await sink.listen()), ...CALM, ...options.env };
  const ended = seen(await runApp(app, { ...options, preload: form, env }).finally(() => sink.close()));
  const names = new Map(sink.spans.map(({ spanId, name }) => [spanId, name]));
  return {
    ended: { ...ended, stdout: momentary(ended.stdout), stderr: momentary(ended.stderr) },
    spans: lines(
      sink.spans.map(({ name, kind, status, attributes, events, links, scope, parentSpanId, resource }) => ({
        name,
        kind,
        status,
        scope,
        parent: names.get(parentSpanId),
        links: links.map(({ spanId }) => names.get(spanId)),
        events: events.map((event) => ({ name: event.name, ...plain(event.attributes) })),
        attributes: plain(attributes),
        resource: plain(resource),
      })),
    ),
    logs: lines(
      sink.logs
        .filter(({ body }) => !STATED_LATER.test(String(body)))
        .map(({ body, severityText, severityNumber, attributes, spanId, resource }) => ({
          body,
          severityText,
          severityNumber,
          span: names.get(spanId),
          attributes: plain(attributes),
          resource: plain(resource),
        })),
    ),
    series: [
      ...new Set(
        lines(
          sink.points
            .filter(({ metric }) => !OF_THE_MOMENT.test(metric))
            .map(({ metric, unit, kind, scope, attributes }) => ({ metric, unit, kind, scope, ...plain(attributes) })),
        ),
      ),
    ],
    metrics: [...new Set(sink.points.map(({ metric }) => metric))].filter((name) => !/gc\.duration$/.test(name)).sort(),
  };
}

for (const [version, node] of NODES) {
  describe(`the bundle and the sources, ${version}`, () => {
    for (const [name, scene] of Object.entries(SCENES)) {
      it(`give the same output, end and telemetry for ${name}`, async () => {
        const [bundle, sources] = [await observe('bundle', { ...scene, node }), await observe('sources', { ...scene, node })];
        expect(bundle.ended).to.deep.equal(sources.ended);
        for (const part of ['spans', 'logs', 'series'] as const) expect(difference(bundle[part], sources[part]), part).to.deep.equal(NONE);
        expect(bundle.metrics).to.deep.equal(sources.metrics);
        if (scene.span) expect(bundle.spans.join('\n')).to.include(`"name":"${scene.span}`);
        if (scene.log) expect(bundle.logs.join('\n')).to.include(scene.log);
      });
    }

    it('say in the same one line that --require is the wrong flag', async () => {
      const ends = await Promise.all(
        Object.values(PRELOADS).map((register) =>
          runApp('ends.mjs', { preload: false, node, args: ['naturally'], flags: ['--require', join(register, '../require.cjs')] }),
        ),
      );
      expect(ends[0]).to.deep.equal(ends[1]);
      expect(ends[0]?.stderr).to.include('PERAGUS-012');
    });
  });
}
