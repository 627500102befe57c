// How the Collector stands: protected first, durable, bounded, closed to the network, and blind to secrets but not to names.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { attribute, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { SECRET_NAMES, SECRET_SHAPES } from '../../instrumentation/vocabulary/secrets.ts';
import { PORTS } from '../../stack/ports.ts';
import { configOf, type Entries } from '../support/collector-config.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'collector');
const FILES = [
  ...readdirSync(join(FOLDER, 'fragments')).map((name) => `fragments/${name}`),
  'stores/loki.yaml',
  'stores/tempo.yaml',
  'stores/prometheus.yaml',
];
const textOf = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const agent = configOf('single');
const pipelines = Object.entries(agent.service.pipelines) as [string, { processors: string[]; exporters: string[] }][];
const exporters = Object.entries(agent.exporters) as [string, Entries][];
const typeOf = (id: string): string => id.split('/')[0] ?? '';

/** A Go pattern as JavaScript writes it. */
const toRegExp = (pattern: string): RegExp => new RegExp(pattern.replace(/^\(\?i\)/, ''), pattern.startsWith('(?i)') ? 'i' : '');

describe('the role single', () => {
  it('puts memory_limiter first in each of 3 pipelines, and redaction before anything leaves', () => {
    expect(pipelines.map(([name]) => name)).to.have.members(['traces', 'metrics', 'logs']);
    for (const [name, { processors }] of pipelines) {
      expect(processors[0], name).to.equal('memory_limiter');
      expect(processors, name).to.include('redaction');
    }
  });

  it('has no batch processor, which would acknowledge what is only in memory', () => {
    expect(Object.keys(agent.processors).map(typeOf)).not.to.include('batch');
  });

  it('gives each of 3 exporters a bounded queue on disk and retries without end', () => {
    expect(exporters).to.have.length(3);
    const { max_size: fileBytes, fsync } = agent.extensions.file_storage;
    expect(fsync).to.equal(true);
    for (const [id, { sending_queue: queue, retry_on_failure: retry, timeout }] of exporters) {
      expect(queue, id).to.include({ storage: 'file_storage', sizer: 'bytes', block_on_overflow: false });
      expect(queue.queue_size * 2, id).to.be.at.most(fileBytes);
      expect(queue.batch.max_size, id).to.be.within(1, 4 * 1024 * 1024);
      expect(retry, id).to.include({ enabled: true, max_elapsed_time: 0 });
      expect(timeout, id).to.match(/^\d+s$/);
    }
  });

  it('bounds every request: size, time to read, time to write, streams', () => {
    const { grpc, http } = agent.receivers.otlp.protocols;
    expect(http).to.include.keys('max_request_body_size', 'read_timeout', 'read_header_timeout', 'write_timeout', 'idle_timeout');
    expect(grpc).to.include.keys('max_recv_msg_size_mib', 'max_concurrent_streams', 'keepalive');
    expect(http, 'no page of another origin may post').not.to.have.property('cors');
  });

  it('bounds span metrics: 3 dimensions, a limit of series, an expiry', () => {
    const { dimensions, aggregation_cardinality_limit: limit, metrics_expiration: expiry } = agent.connectors.span_metrics;
    expect(dimensions).to.deep.equal([
      { name: attribute.httpRoute.key },
      { name: attribute.httpRequestMethod.key },
      { name: attribute.httpResponseStatusCode.key },
    ]);
    expect(limit).to.be.within(1, 2_000);
    expect(expiry).to.equal('5m');
  });

  it('masks no name of the vocabulary', () => {
    const patterns = agent.processors.redaction.blocked_key_patterns.map(toRegExp) as RegExp[];
    for (const { key } of [...Object.values(attribute), ...Object.values(resourceAttribute)]) {
      expect(
        patterns.filter((pattern) => pattern.test(key)),
        key,
      ).to.be.empty;
    }
  });

  it('masks the names and shapes that the preload masks', () => {
    const { blocked_key_patterns: names, blocked_values: shapes } = agent.processors.redaction;
    expect(names).to.deep.equal(SECRET_NAMES.map((name) => `(?i)${name}`));
    expect(shapes).to.deep.equal(SECRET_SHAPES.map(({ pattern }) => pattern));
  });

  it('masks 14 names of secrets and spares 7 that only look like one', () => {
    const { blocked_key_patterns: blocked, ignored_keys: ignored } = agent.processors.redaction;
    const masks = (key: string) => !ignored.includes(key) && blocked.some((pattern: string) => toRegExp(pattern).test(key));
    for (const key of [
      ...['authorization', 'http.request.header.proxy-authorization', 'http.request.header.cookie', 'http.response.header.set-cookie'],
      ...[
        'password',
        'db.passwd',
        'passphrase',
        'clientSecret',
        'openai_api_key',
        'x-api-key',
        'privateKey',
        'refreshToken',
        'token_value',
        'aws.credentials',
      ],
    ]) {
      expect(masks(key), key).to.equal(true);
    }
    for (const key of [
      ...['gen_ai.usage.input_tokens', 'gen_ai.token.type', 'gen_ai.request.max_tokens', 'db.query.text', 'trace_id', 'span_id'],
      'messaging.kafka.message.key',
    ]) {
      expect(masks(key), key).to.equal(false);
    }
  });
});

describe('addresses in the configuration files', () => {
  it('are variables of the port table, with its defaults', () => {
    const defaults = new Map<string, string>(Object.values(PORTS).map((port) => [port.variable, String(port.default)]));
    for (const file of FILES) {
      for (const [, variable = '', value] of textOf(file).matchAll(/\$\{(?:env:)?(PERAGUS_\w+_PORT):-([^}]*)\}/g)) {
        expect(value, `${variable} in ${file}`).to.equal(defaults.get(variable));
      }
    }
  });

  it('are on the loopback unless PERAGUS_LISTEN_HOST says otherwise', () => {
    for (const file of FILES) {
      const hosts = [...textOf(file).matchAll(/PERAGUS_LISTEN_HOST:-([^}]*)\}/g)].map(([, host]) => host);
      expect(
        hosts.every((host) => host === '127.0.0.1'),
        file,
      ).to.equal(true);
      expect(textOf(file), file).not.to.match(/\b0\.0\.0\.0\b|\[::\]/);
    }
  });
});
