// R33: How the Collector stands: protected first, durable, bounded, closed to the network, and blind to secrets but not to names.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { configFiles, ROLE_NAMES, ROLES, SWITCHES } from '../../collector/roles.ts';
import { attribute, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { SECRET_NAMES, SECRET_SHAPES } from '../../instrumentation/vocabulary/secrets.ts';
import { PORTS } from '../../stack/ports.ts';
import { configOf, type Entries, EVERY_SWITCH } from '../support/collector-config.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'collector');
const FILES = [
  ...readdirSync(join(FOLDER, 'fragments')).map((name) => `fragments/${name}`),
  'stores/loki.yaml',
  'stores/tempo.yaml',
  'stores/prometheus.yaml',
];
const textOf = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const single = configOf('single');
const ONE_GATEWAY = { ...EVERY_SWITCH, PERAGUS_GATEWAYS: '', PERAGUS_GATEWAYS_DNS: '' };
/** Every role as it is, and with all that a setting may add. */
const CASES: readonly (readonly [string, Entries])[] = ROLE_NAMES.flatMap((role) => [
  [role, configOf(role)],
  [`${role} with every switch`, configOf(role, EVERY_SWITCH)],
  [`${role} with every switch and one gateway`, configOf(role, ONE_GATEWAY)],
]);
const idsOf = (configuration: Entries, kind: string): string[] => Object.keys(configuration[kind] ?? {});
const typeOf = (id: string): string => id.split('/')[0] ?? '';
interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}
const pipelinesOf = (configuration: Entries): [string, Pipeline][] => Object.entries(configuration.service.pipelines);
const KINDS = ['receivers', 'processors', 'exporters', 'connectors', 'extensions'] as const;

/** A Go pattern as JavaScript writes it. */
const toRegExp = (pattern: string): RegExp => new RegExp(pattern.replace(/^\(\?i\)/, ''), pattern.startsWith('(?i)') ? 'i' : '');

/** Processors on each way from a receiver to an exporter: one list a way, in their order. */
function waysOut(configuration: Entries): string[][] {
  const connectors = idsOf(configuration, 'connectors');
  const pipelines = pipelinesOf(configuration);
  const follow = ([name, { processors, exporters }]: [string, Pipeline], before: readonly string[]): string[][] => {
    const so = [...before, ...processors];
    return exporters.flatMap((id) => {
      if (!connectors.includes(id)) return [so];
      // forward keeps the signal, the others make metrics.
      const signal = typeOf(id) === 'forward' ? typeOf(name) : 'metrics';
      return pipelines
        .filter(([other, { receivers }]) => typeOf(other) === signal && receivers.includes(id))
        .flatMap((next) => follow(next, so));
    });
  };
  return pipelines.filter(([, { receivers }]) => receivers.some((id) => !connectors.includes(id))).flatMap((first) => follow(first, []));
}

for (const [title, configuration] of CASES) {
  describe(`the role ${title}`, () => {
    it('puts memory_limiter first wherever something comes in, then resource, then redaction, before anything leaves', () => {
      const ways = waysOut(configuration);
      expect(ways).not.to.be.empty;
      for (const way of ways) {
        expect(way[0]).to.equal('memory_limiter');
        const order = ['memory_limiter', 'resource', 'redaction'].map((id) => way.indexOf(id));
        expect(order, way.join()).to.deep.equal([...order].sort((x, y) => x - y));
        expect(order, way.join()).not.to.include(-1);
        const sampler = way.indexOf('tail_sampling');
        expect(sampler === -1 || sampler > (order[2] ?? 0), way.join()).to.equal(true);
      }
    });

    it('has no batch processor, which would acknowledge what is only in memory', () => {
      expect(idsOf(configuration, 'processors').map(typeOf)).not.to.include('batch');
    });

    it('gives each exporter a bounded queue on disk, retries without end, and a time-out', () => {
      const { fsync, recreate, compaction } = configuration.extensions.file_storage;
      expect([fsync, recreate, compaction.on_start, compaction.on_rebound]).to.deep.equal([true, true, true, true]);
      for (const [id, { sending_queue: queue, retry_on_failure: retry, timeout }] of Object.entries<Entries>(configuration.exporters)) {
        expect(queue, id).to.include({ sizer: 'bytes', block_on_overflow: false });
        // What browsers send has a store of its own, which nobody waits for.
        expect(queue.storage, id).to.equal(id.endsWith('_browser') ? 'file_storage/browser' : 'file_storage');
        expect(queue.queue_size * 2, id).to.be.at.most(configuration.extensions[queue.storage].max_size);
        expect(queue.batch.max_size, id).to.be.within(1, 4 * 1024 * 1024);
        expect(retry, id).to.include({ enabled: true, max_elapsed_time: 0 });
        expect(timeout, id).to.match(/^\d+s$/);
      }
    });

    it('bounds every request: size, time to read, time to write, streams', () => {
      for (const [id, { protocols }] of Object.entries<Entries>(configuration.receivers).filter(([name]) => typeOf(name) === 'otlp')) {
        const { http, grpc } = protocols;
        expect(http, id).to.include.keys('max_request_body_size', 'read_timeout', 'read_header_timeout', 'write_timeout', 'idle_timeout');
        if (grpc) expect(grpc, id).to.include.keys('max_recv_msg_size_mib', 'max_concurrent_streams', 'keepalive');
        if (id === 'otlp') expect(http, 'no page of another origin may post').not.to.have.property('cors');
      }
    });

    it('listens where PERAGUS_LISTEN_HOST says, on the loopback otherwise, and has no end point for debugging', () => {
      const listeners = [
        ...Object.values<Entries>(configuration.receivers).flatMap(({ protocols = {} }) => Object.values<Entries>(protocols)),
      ];
      const { host } = configuration.service.telemetry.metrics.readers[0].pull.exporter.prometheus;
      for (const { endpoint } of listeners) expect(endpoint).to.match(/^\$\{env:PERAGUS_LISTEN_HOST:-127\.0\.0\.1\}/);
      // Plain and for anybody: opened apart from the doors.
      for (const address of [configuration.extensions.health_check.endpoint, host])
        expect(address).to.match(/^\$\{env:PERAGUS_OWN_TELEMETRY_HOST:-127\.0\.0\.1\}/);
      const types = KINDS.flatMap((kind) => idsOf(configuration, kind)).map(typeOf);
      for (const debugging of ['pprof', 'zpages', 'debug']) expect(types).not.to.include(debugging);
    });

    it('configures no component that nothing uses', () => {
      const used = new Set([
        ...pipelinesOf(configuration).flatMap(([, { receivers, processors, exporters }]) => [...receivers, ...processors, ...exporters]),
        ...configuration.service.extensions,
      ]);
      for (const kind of KINDS)
        expect(
          idsOf(configuration, kind).filter((id) => !used.has(id)),
          kind,
        ).to.deep.equal([]);
    });
  });
}

describe('the fragments', () => {
  it('each belong to a role or to a switch', () => {
    const known = [...Object.values(ROLES).flat(), ...SWITCHES.map(({ fragment }) => fragment)];
    expect(readdirSync(join(FOLDER, 'fragments')).map((name) => name.replace(/\.yaml$/, ''))).to.have.members([...new Set<string>(known)]);
  });

  it('name no component twice, except to replace it, and then a switch or a gateway does', () => {
    expect(configFiles('single').filter((file) => file.includes('redact'))).to.have.length(1);
    expect(configOf('gateway').service.pipelines.traces.processors.filter((id: string) => !/keys$/.test(id))).to.deep.equal(
      single.service.pipelines.traces.processors,
    );
    expect(configOf('gateway').service.pipelines.logs.processors.filter((id: string) => !/keys$/.test(id))).to.deep.equal(
      single.service.pipelines.logs.processors,
    );
    expect(
      configOf('gateway').service.pipelines.metrics.processors.filter((id: string) => !/keys$|unknown_labels$/.test(id)),
    ).to.deep.equal(single.service.pipelines.metrics.processors);
  });

  it('bounds span metrics: 3 dimensions, a limit of series, an expiry', () => {
    const { dimensions, aggregation_cardinality_limit: limit, metrics_expiration: expiry } = single.connectors.span_metrics;
    expect(dimensions).to.deep.equal([
      { name: attribute.httpRoute.key },
      { name: attribute.httpRequestMethod.key },
      { name: attribute.httpResponseStatusCode.key },
    ]);
    expect(limit).to.be.within(1, 2_000);
    expect(expiry).to.equal('5m');
  });

  it('masks no name of the vocabulary', () => {
    const patterns = single.processors.redaction.blocked_key_patterns.map(toRegExp) as RegExp[];
    for (const { key } of [...Object.values(attribute), ...Object.values(resourceAttribute)]) {
      expect(
        patterns.filter((pattern) => pattern.test(key)),
        key,
      ).to.be.empty;
    }
  });

  it('masks the names and shapes that the preload masks', () => {
    const { blocked_key_patterns: names, blocked_values: shapes } = single.processors.redaction;
    expect(names).to.deep.equal(SECRET_NAMES.map((name) => `(?i)${name}`));
    expect(shapes).to.deep.equal(SECRET_SHAPES.map(({ pattern }) => pattern));
  });

  it('masks 14 names of secrets and spares 7 that only look like one', () => {
    const { blocked_key_patterns: blocked, ignored_keys: ignored } = single.processors.redaction;
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

  it('are on the loopback unless PERAGUS_LISTEN_HOST or PERAGUS_OWN_TELEMETRY_HOST say otherwise', () => {
    for (const file of FILES) {
      const hosts = [...textOf(file).matchAll(/PERAGUS_(?:LISTEN|OWN_TELEMETRY)_HOST:-([^}]*)\}/g)].map(([, host]) => host);
      expect(
        hosts.every((host) => host === '127.0.0.1'),
        file,
      ).to.equal(true);
      expect(textOf(file), file).not.to.match(/\b0\.0\.0\.0\b|\[::\]/);
    }
  });
});
