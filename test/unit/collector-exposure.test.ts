// Configurations that would send or take telemetry in plain text between machines are refused, unless somebody says so.

import { expect } from 'chai';
import { checkExposure } from '../../collector/exposure.ts';

const OPEN: Readonly<Record<string, string>>[] = [
  { PERAGUS_LISTEN_HOST: '0.0.0.0' },
  { PERAGUS_LISTEN_HOST: '::' },
  { PERAGUS_LISTEN_HOST: '10.0.0.5' },
  { PERAGUS_LISTEN_HOST: '127.0.0.1.evil.example' },
  { PERAGUS_GATEWAY_ENDPOINT: 'gateway.example:4317' },
  { PERAGUS_GATEWAY_ENDPOINT: 'http://gateway.example:4317' },
  { PERAGUS_PROMETHEUS_URL: 'http://mimir.example/prometheus' },
  { PERAGUS_LOKI_URL: 'http://loki:3100' },
  { PERAGUS_TEMPO_OTLP_URL: 'http://10.0.0.5:4318' },
];
const CLOSED: Readonly<Record<string, string>>[] = [
  {},
  { PERAGUS_LISTEN_HOST: '127.0.0.1' },
  { PERAGUS_LISTEN_HOST: '::1' },
  { PERAGUS_GATEWAY_ENDPOINT: 'localhost:4317' },
  { PERAGUS_GATEWAY_ENDPOINT: 'gateway.example:4317', PERAGUS_GATEWAY_TOKEN_FILE: '/token' },
  { PERAGUS_LOKI_URL: 'http://[::1]:3100' },
  { PERAGUS_LOKI_URL: 'https://loki.example' },
];
const SECURE = { PERAGUS_TLS_CERT_FILE: '/cert', PERAGUS_TLS_KEY_FILE: '/key', PERAGUS_RECEIVE_TOKEN_FILE: '/token' };

describe('checkExposure', () => {
  for (const environment of OPEN) {
    const [[variable, value] = []] = Object.entries(environment);
    it(`refuses ${variable}=${value}, names the variable, and lets it be where a private network is said`, () => {
      expect(() => checkExposure(environment))
        .to.throw(`${variable} is ${value}`)
        .with.property('message')
        .that.includes('PERAGUS_PLAINTEXT');
      expect(() => checkExposure({ ...environment, PERAGUS_PLAINTEXT: 'private-network' })).to.not.throw();
      expect(() => checkExposure({ ...environment, PERAGUS_PLAINTEXT: 'true' })).to.throw();
    });
  }

  it(`lets ${CLOSED.length} safe ones be`, () => {
    for (const environment of CLOSED) expect(() => checkExposure(environment), JSON.stringify(environment)).to.not.throw();
  });

  it('opens a door to other machines with a certificate, a key and tokens, and with none of them missing', () => {
    const open = { PERAGUS_LISTEN_HOST: '0.0.0.0' };
    expect(() => checkExposure({ ...open, ...SECURE })).to.not.throw();
    for (const missing of ['PERAGUS_TLS_KEY_FILE', 'PERAGUS_RECEIVE_TOKEN_FILE']) {
      expect(() => checkExposure({ ...open, ...SECURE, [missing]: '', PERAGUS_PLAINTEXT: 'private-network' })).to.throw(missing);
    }
  });
});
