// S12: control characters, templates, markup and prototype keys are data: one record each, in one line each, evaluated by nobody.

import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const TEXTS = 6;
/** winston, console and the API. */
const LOGGERS = 3;
const TEMPLATE = '{{ .Values }}#{7*7}%{7*7}<%= 7*7 %>$'.concat('{7*7}');
const MARKUP = '<script>alert(1)</script><img src=x onerror=alert(1)>';

for (const protocol of ['http/protobuf', 'http/json']) {
  describe(`telemetry that is an attack, sent as ${protocol}`, () => {
    const sink = new Sink();
    let bare: Ended;
    let ended: Ended;
    before(async () => {
      const env = { ...sendTo(await sink.listen()), OTEL_METRIC_EXPORT_INTERVAL: '10000', OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
      [bare, ended] = await Promise.all([runApp('forged-telemetry.mjs', { preload: false }), runApp('forged-telemetry.mjs', { env })]);
    });
    after(() => sink.close());

    it('leaves every prototype as it was, and what the application prints', () => {
      expect(ended).to.deep.equal(bare);
      expect(ended.stdout).to.include('polluted: false; keys of Object.prototype: 0\n');
      figure('S12', 'keys of prototypes that were added', Number(/prototype: (\d+)/.exec(ended.stdout)?.[1]));
    });

    it(`makes one record of each of ${TEXTS * LOGGERS} log calls, and one span of each name`, () => {
      const own = sink.logs.filter(({ attributes }) => attributes['log.logger'] !== 'peragus');
      expect(own.filter(({ body }) => body !== 'polluting' && typeof body === 'string')).to.have.length(TEXTS * LOGGERS);
      expect(sink.spans.filter(({ scope }) => scope === 'the application')).to.have.length(TEXTS + 2);
      figure(
        'S12',
        `records of ${TEXTS * LOGGERS} log calls`,
        own.filter(({ body }) => body !== 'polluting' && typeof body === 'string').length,
      );
    });

    it('keeps templates and markup as they were written, in names, labels, fields and bodies', () => {
      for (const text of [TEMPLATE, MARKUP]) {
        expect(sink.logs.filter(({ body }) => body === text)).to.have.length(LOGGERS);
        const span = sink.spans.find(({ name }) => name === text);
        expect(span?.attributes).to.include({ value: text, [text]: 1 });
        expect(span?.events[0]).to.include({ name: text });
        expect(sink.points.some(({ metric, attributes }) => metric === 'app.nasty' && attributes.label === text)).to.equal(true);
      }
    });

    it('takes the colours out of log lines', () => {
      const ours = sink.logs.filter(({ attributes }) => ['winston', 'console'].includes(String(attributes['log.logger'])));
      expect(ours.some(({ body }) => String(body).includes('red'))).to.equal(true);
      expect(ours.filter(({ body }) => String(body).includes('\u001b'))).to.deep.equal([]);
    });

    it('keeps what is beside a prototype key', () => {
      expect(sink.spans.find(({ name }) => name === 'own key')?.attributes).to.include({ kept: 'yes' });
      expect(sink.logs.find(({ body }) => body === 'polluting')?.attributes).to.include({ kept: 'yes' });
    });
  });
}

describe('an attack in the text that a Prometheus scrapes', () => {
  it('stays inside its label: one line for each series', async () => {
    const { textOf } = await import('../../instrumentation/delivery/prometheus/text.ts');
    const attributes = { label: 'a"} 1\nforged_total{x="y"} 666\n# HELP', '<b>': '\\' };
    const point = { startTime: [0, 0], endTime: [0, 0], attributes, value: 1 };
    const data = {
      descriptor: { name: 'app_nasty', description: 'a\nb', unit: '', valueType: 1 },
      dataPointType: 3,
      isMonotonic: true,
      dataPoints: [point],
    };
    const text = textOf({ resource: {}, scopeMetrics: [{ scope: { name: 'x' }, metrics: [data] }] } as never);
    expect(text.trimEnd().split('\n')).to.have.length(3);
    expect(text).not.to.match(/^forged_total/m);
  });
});
