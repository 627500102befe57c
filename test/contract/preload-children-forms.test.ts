// Children of an observed process: one span each, in the request that started them, and nothing else that the application could notice.

import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;
/** Exit codes that the application asks of its children. */
const CODES = { spawn: 1, exec: 2, execFile: 3, fork: 4, spawnSync: 5, execSync: 6, execFileSync: 7, execPromise: 8, execFilePromise: 0 };
/** What a child's environment may hold more than without the preload. */
const ADDED = ['PERAGUS_RUN_ID', 'TRACEPARENT'];

interface Report {
  readonly name: string;
  readonly pid: number;
  readonly parent: number;
  readonly loaded: boolean;
  readonly env: Record<string, string>;
}
interface Form {
  readonly form: string;
  readonly stdout?: string;
  readonly stack?: string;
}

const formsIn = (stdout: string): Form[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const reportOf = ({ stdout }: Form): Report => JSON.parse(stdout ?? '');

// A form without what differs from run to run: process ids, the variables that may be added, and Node's own lines of a stack, which
// depend on whether the pipe or the process ended first.
const comparable = (whole: Form) => {
  const form = { ...whole, stack: whole.stack?.split('\n').filter((line) => !line.includes('node:')) };
  if (!form.stdout) return form;
  const { pid, parent, env, ...report } = reportOf(whole);
  // Each run has a spool of its own, given by the test.
  const others = Object.entries(env).filter(([name]) => !ADDED.includes(name) && name !== 'PERAGUS_SPOOL_DIR');
  return { ...form, stdout: { ...report, pid: typeof pid, parent: typeof parent, env: Object.fromEntries(others) } };
};

for (const [title, node] of NODES) {
  for (const app of ['child-forms.cjs', 'child-forms.mjs']) {
    describe(`Children in each form, ${app} on ${title}`, () => {
      const sink = new Sink();
      let forms: Form[];
      let bare: Form[];
      let stderr: string;

      before(async () => {
        // An export may take no longer than the interval, and a synchronous child holds it up.
        const env = { ...sendTo(await sink.listen()), OTEL_METRIC_EXPORT_INTERVAL: '5000' };
        const [observed, without] = await Promise.all([runApp(app, { env, node }), runApp(app, { env, node, preload: false })]);
        forms = formsIn(observed.stdout);
        bare = formsIn(without.stdout);
        stderr = observed.stderr;
        expect(without.stderr).to.equal('');
      });
      after(() => sink.close());

      it('gives the application the same output, codes, errors with their stacks, listeners and promises', () => {
        expect(forms.map(comparable)).to.deep.equal(bare.map(comparable));
        expect(forms).to.have.lengthOf(Object.keys(CODES).length + 2);
        expect(stderr).to.equal('');
      });

      it('gives each child trace context and a run id of its own, and no preload', () => {
        const children = forms.filter(({ stdout }) => stdout).map(reportOf);
        expect(children.map(({ name }) => name)).to.deep.equal(Object.keys(CODES));
        for (const { env, loaded } of children) {
          expect(Object.keys(env)).to.include.members(ADDED);
          expect(loaded).to.equal(false);
        }
        expect(new Set(children.map(({ env }) => env.PERAGUS_RUN_ID)).size).to.equal(children.length);
      });

      it('makes exactly one span a child, below the request, with pid, code and the ids that the child got', () => {
        const server = sink.spans.find(({ kind }) => kind === SERVER);
        const spans = sink.spans.filter(({ name }) => name === 'spawn node');
        const children = forms.filter(({ stdout }) => stdout).map(reportOf);
        expect(spans).to.have.lengthOf(children.length);
        for (const { name, pid, parent, env } of children) {
          // A shell stays in between where it doesn't replace itself by its last command.
          const started = /^exec(?:Sync|Promise|)$/.test(name) ? [pid, parent] : [pid];
          const span = spans.find(({ attributes }) => started.includes(attributes['process.pid'] as number));
          const code = CODES[name as keyof typeof CODES];
          expect(span, name).to.include({ kind: CLIENT, parentSpanId: server?.spanId, traceId: server?.traceId, status: code ? ERROR : 0 });
          expect(span?.attributes, name).to.include({
            'process.executable.name': 'node',
            'child_process.script': 'child-report.mjs',
            'process.exit.code': code,
            'peragus.run.id': env.PERAGUS_RUN_ID,
          });
          expect(span?.attributes['error.type'], name).to.equal(code ? 'exit_code' : undefined);
          expect(env.TRACEPARENT, name).to.equal(`00-${span?.traceId}-${span?.spanId}-01`);
        }
      });

      it('ends the span of a program that is not there at once, with ENOENT and no code', () => {
        const spans = sink.spans.filter(({ name }) => name === 'spawn no-such-program');
        expect(spans.map(({ attributes, status }) => [attributes['error.type'], status])).to.deep.equal([
          ['ENOENT', ERROR],
          ['ENOENT', ERROR],
        ]);
        for (const { attributes } of spans) expect(attributes).to.not.have.any.keys('process.exit.code', 'process.pid');
        expect(sink.bodies.join('\n')).to.not.include('secret-argument');
      });
    });
  }
}

describe('The preload', () => {
  it('brings no warning with --pending-deprecation', async () => {
    const { stderr, code } = await runApp('ends.mjs', {
      args: ['naturally'],
      flags: ['--pending-deprecation'],
      env: { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
    });
    expect({ stderr, code }).to.deep.equal({ stderr: 'a line on stderr\n', code: 0 });
  });
});
