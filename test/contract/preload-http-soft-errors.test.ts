// A JSON answer that says failure with a good status is an error of kind `soft`: on the span, in the metric, in the log.

import { expect } from 'chai';
import { strangersIn } from '../support/closed-world.ts';
import { NODES } from '../support/nodes.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const SERVER = 2;
const ERROR = 2;

/** Path → rule that it breaks. */
const SOFT: Readonly<Record<string, string>> = {
  '/from-outside': 'error=true',
  '/end-string': 'error=true',
  '/end-buffer': 'error=true',
  '/end-latin1': 'error=true',
  '/write-end': 'error=true',
  '/success-false': 'success=false',
  '/res-json/7': 'error=true',
  '/res-send': 'error=true',
};
const RULE = 'peragus.soft_error.rule';

async function observe(env: Record<string, string>, node?: string): Promise<{ readonly sink: Sink; readonly ended: Ended }> {
  const sink = new Sink();
  const ended = await runApp('soft-errors.mjs', { env: { ...sendTo(await sink.listen()), ...env }, ...(node ? { node } : {}) });
  await sink.close();
  return { sink, ended };
}
const softOnes = (sink: Sink) =>
  Object.fromEntries(
    sink.spans
      .filter(({ kind, attributes }) => kind === SERVER && attributes['error.type'] === 'soft')
      .map(({ attributes }) => [attributes['url.path'], attributes[RULE]]),
  );

for (const [nodeName, node] of NODES) {
  describe(`soft errors on ${nodeName}`, () => {
    let sink: Sink;
    let ended: Ended;
    before(async () => {
      ({ sink, ended } = await observe({}, node));
    });

    it('changes no answer, of 22', async () => {
      expect(ended.stdout.trim().split('\n')).to.have.lengthOf(22);
      expect(ended).to.deep.equal(await runApp('soft-errors.mjs', { preload: false, node }));
    });

    it('marks exactly the 8 spans whose body breaks a rule, with the rule', () => {
      expect(softOnes(sink)).to.deep.equal(SOFT);
      expect(sink.spans.filter(({ attributes }) => attributes['error.type'] === 'soft').every(({ status }) => status === ERROR)).to.equal(
        true,
      );
    });

    it('leaves the other answers as they were: fine, 400 and 500', () => {
      const kinds = sink.spans
        .filter(({ kind, attributes }) => kind === SERVER && !(String(attributes['url.path']) in SOFT))
        .map(({ attributes }) => attributes['error.type']);
      expect(kinds).to.have.lengthOf(14);
      expect(kinds.filter(Boolean)).to.deep.equal(['500', '500']);
    });

    it('counts them in the duration metric', () => {
      const last = new Map(
        sink.points
          .filter(({ metric, attributes }) => metric === 'http.server.request.duration' && attributes['error.type'] === 'soft')
          .map(({ attributes, value }) => [`${attributes['http.route'] ?? ''} ${attributes['http.response.status_code']}`, value]),
      );
      expect(Object.fromEntries(last)).to.deep.equal({ ' 200': 5, ' 201': 1, '/res-json/:id 200': 1, '/res-send 200': 1 });
    });

    it('writes a log record for each, in its trace, with method, route and rule', () => {
      const records = sink.logs.filter(({ attributes }) => attributes['error.type'] === 'soft');
      expect(records).to.have.lengthOf(8);
      const marked = sink.spans.filter(({ attributes }) => attributes['error.type'] === 'soft').map(({ spanId }) => spanId);
      expect(records.map(({ spanId }) => spanId)).to.have.members(marked);
      const span = sink.spans.find(({ attributes }) => attributes['url.path'] === '/res-json/7' && attributes['error.type']);
      const record = records.find(({ spanId }) => spanId === span?.spanId);
      expect(record?.body).to.equal('GET /res-json/:id answered 200, yet its body says that it failed: error=true');
      expect(record?.severityText).to.equal('error');
      expect(record?.attributes).to.include({ 'http.request.method': 'GET', 'http.route': '/res-json/:id', [RULE]: 'error=true' });
    });

    it('lets nothing of the body out', () => expect(sink.bodies.join('\n')).to.not.include('canary-in-a-body'));
    it('emits nothing that the vocabulary does not know', () => expect(strangersIn(sink)).to.deep.equal([]));
  });
}

describe('PERAGUS_SOFT_ERRORS', () => {
  it('none looks at no answer', async () => expect(softOnes((await observe({ PERAGUS_SOFT_ERRORS: 'none' })).sink)).to.deep.equal({}));
  it('takes rules of its own: error=false marks the one answer that says so', async () =>
    expect(softOnes((await observe({ PERAGUS_SOFT_ERRORS: 'error=false' })).sink)).to.deep.equal({ '/fine': 'error=false' }));
  it('compares text with text: error="true" is no true', async () =>
    expect(softOnes((await observe({ PERAGUS_SOFT_ERRORS: 'error="true"' })).sink)).to.deep.equal({ '/text-true': 'error="true"' }));
  it('falls back to the default with one warning', async () => {
    const { sink, ended } = await observe({ PERAGUS_SOFT_ERRORS: 'whatever' });
    expect(softOnes(sink)).to.deep.equal(SOFT);
    expect(ended.stderr.match(/PERAGUS-004 PERAGUS_SOFT_ERRORS is "whatever"/g)).to.have.lengthOf(1);
  });
});
