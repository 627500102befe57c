// The ports of the stack.

import { expect } from 'chai';
import { PORTS, readPorts } from '../../stack/ports.ts';

describe('readPorts', () => {
  it('gives the documented defaults', () =>
    expect(readPorts({})).to.include({ web: 8080, api: 2150, otlpHttp: 4318, prometheus: 9090, loki: 3100, tempo: 3200 }));
  it('moves a port', () => expect(readPorts({ PERAGUS_WEB_PORT: '9999' }).web).to.equal(9999));
  for (const value of ['0', '65536', '80.5', 'web', '-1']) {
    it(`refuses ${value} and names the variable`, () => expect(() => readPorts({ PERAGUS_WEB_PORT: value })).to.throw('PERAGUS_WEB_PORT'));
  }
  it('refuses the same port for two parts and names both', () =>
    expect(() => readPorts({ PERAGUS_WEB_PORT: '9090' })).to.throw(/PERAGUS_PROMETHEUS_PORT and PERAGUS_WEB_PORT/));
  it('has no default twice', () =>
    expect(new Set(Object.values(PORTS).map((entry) => entry.default)).size).to.equal(Object.keys(PORTS).length));
});
