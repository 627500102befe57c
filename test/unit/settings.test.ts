// The settings table: defaults, limits and warnings.

import { expect } from 'chai';
import { readSettings, SETTINGS, type Setting } from '../../instrumentation/settings/index.ts';

describe('readSettings', () => {
  it('gives every default and no warning for an empty environment', () => {
    const { settings, warnings } = readSettings({});
    expect(warnings).to.deep.equal([]);
    for (const [key, setting] of Object.entries(SETTINGS)) expect(settings).to.have.property(key).that.deep.equals(setting.default);
  });

  it('takes a good value of each type', () => {
    const { settings, warnings } = readSettings({
      OTEL_SERVICE_NAME: ' api ',
      OTEL_BSP_SCHEDULE_DELAY: '250',
      OTEL_TRACES_SAMPLER: 'always_off',
      OTEL_PROPAGATORS: 'tracecontext',
      OTEL_SDK_DISABLED: 'TRUE',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector:4318',
    });
    expect(warnings).to.deep.equal([]);
    expect(settings).to.deep.include({
      serviceName: 'api',
      spanDelayMs: 250,
      sampler: 'always_off',
      propagators: ['tracecontext'],
      disabled: true,
      endpoint: 'https://collector:4318',
    });
  });

  const wrong: Record<Setting['type'], string> = {
    boolean: 'maybe',
    integer: '1e999',
    choice: 'nothing',
    list: 'smoke signals',
    url: 'file:///etc/passwd',
    string: '',
  };
  for (const setting of Object.values(SETTINGS) as Setting[]) {
    // A list of free words takes anything.
    if (setting.type === 'string' || (setting.type === 'list' && !setting.values && !setting.form)) continue;
    it(`falls back with one warning for a wrong ${setting.variable}`, () => {
      const { settings, warnings } = readSettings({ [setting.variable]: wrong[setting.type] });
      expect(warnings).to.have.lengthOf(1);
      expect(warnings[0]).to.include(setting.variable).and.include('it takes');
      expect(settings).to.deep.equal(readSettings({}).settings);
      if (setting.secret) expect(warnings[0]).to.not.include(wrong[setting.type]);
    });
  }

  it('has no variable twice, and a sentence for each', () => {
    const entries = Object.values(SETTINGS) as Setting[];
    expect(new Set(entries.map(({ variable }) => variable)).size).to.equal(entries.length);
    for (const { sentence } of entries) expect(sentence).to.match(/\.$/);
  });
});
