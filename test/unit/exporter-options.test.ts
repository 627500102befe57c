// Where each signal is sent, and for how long it may take: our settings first, a signal's own standard variable before them.

import { expect } from 'chai';
import { exporterOptions } from '../../instrumentation/delivery/exporters/exporters.ts';
import { readSettings } from '../../instrumentation/settings/index.ts';

const optionsFor = (environment: NodeJS.ProcessEnv) => exporterOptions(readSettings(environment).settings, environment, 'traces');

describe('exporterOptions', () => {
  it('sends below the default address when the given one is wrong, as the warning says', () => {
    expect(optionsFor({ OTEL_EXPORTER_OTLP_ENDPOINT: 'nonsense://host' }).url).to.equal('http://localhost:4318/v1/traces');
  });

  for (const base of ['http://collector:4318', 'http://collector:4318/']) {
    it(`adds the path of the signal to ${base}`, () => {
      expect(optionsFor({ OTEL_EXPORTER_OTLP_ENDPOINT: base }).url).to.equal('http://collector:4318/v1/traces');
    });
  }

  it('takes the address of the signal where it is set, as it is, and leaves its time-out to its variable', () => {
    const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://other/own', OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '700' };
    expect(optionsFor(own).url).to.equal('http://other/own');
    expect(optionsFor(own)).to.not.have.any.keys('timeoutMillis');
  });

  it('sends no signal to what is no http address', () => {
    for (const wrong of ['file:///etc/passwd', 'ftp://other/', '//other', 'other:80'])
      expect(optionsFor({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: wrong }).url).to.equal('http://localhost:4318/v1/traces');
  });

  it('allows 3000 ms unless a setting says otherwise', () => {
    expect(optionsFor({}).timeoutMillis).to.equal(3000);
    expect(optionsFor({ OTEL_EXPORTER_OTLP_TIMEOUT: '500' }).timeoutMillis).to.equal(500);
  });
});
