// Every configuration is valid for the program that reads it, and says the same as its neighbours.

import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import {
  collectorAttribute,
  collectorMetric,
  METRIC_EXPORT_INTERVAL_S,
  PROMOTED_RESOURCE_ATTRIBUTES,
  RULE_EVALUATION_INTERVAL_S,
} from '../../instrumentation/vocabulary/index.ts';
import { BACKEND_NAMES, type BackendName, type Programs } from '../../stack/process-spec.ts';
import { BACKENDS } from '../../stack/processes/index.ts';
import { makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { configOf } from '../support/collector-config.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const read = (...path: string[]) => parse(readFileSync(join(REPOSITORY, 'collector', ...path), 'utf8'));
/** `8192` of `truncate_all(log.attributes, 8192)`. */
const numberIn = (statement: string): number => Number(/, (\d+)/.exec(statement)?.[1]);
const hours = (text: string): number => Number(/^(\d+)h$/.exec(text)?.[1]);
const seconds = (text: string): number => Number(/^(\d+)s$/.exec(text)?.[1]);

describe('configurations', function () {
  this.timeout(30_000);

  describe('each for its own program', () => {
    let place: Awaited<ReturnType<typeof makePlace>>;
    const programs = {} as Record<BackendName, Programs>;

    before(async function () {
      this.timeout(RESOLVE_DEADLINE_MS);
      place = await makePlace();
      for (const name of BACKEND_NAMES) {
        programs[name] = await programsOf(name);
        await BACKENDS[name].prepare(place);
      }
    });
    after(() => place?.remove());

    /** Runs a program of a back end with the environment and folder in which the back end runs. */
    const check = (name: BackendName, program: string, args: readonly string[]) => {
      const { env, cwd } = BACKENDS[name].spec(place, programs[name]);
      const options = { env: { ...process.env, ...env }, cwd: cwd ?? place.data, encoding: 'utf8' } as const;
      const { status, stdout, stderr } = spawnSync(programs[name][program] ?? '', args, options);
      expect(status, `${stdout}\n${stderr}`).to.equal(0);
      return stdout + stderr;
    };
    const argsOf = (name: BackendName) => BACKENDS[name].spec(place, programs[name]).args;

    it('the fragments of the role single for the Collector', () => {
      check('collector', 'otelcol-peragus', ['validate', ...argsOf('collector')]);
    });

    it('prometheus.yaml with its rules and targets for Prometheus', () => {
      const said = check('prometheus', 'promtool', ['check', 'config', join(place.data, 'prometheus', 'prometheus.yaml')]);
      expect(said)
        .to.match(/SUCCESS: \d+ rules found/)
        .and.not.to.contain('WARNING');
    });

    it('prometheus.yaml with the targets of docker compose', () => {
      const folder = join(place.data, 'as-in-compose');
      cpSync(join(REPOSITORY, 'collector', 'stores', 'prometheus.yaml'), join(folder, 'prometheus.yaml'));
      cpSync(join(REPOSITORY, 'collector', 'stores', 'compose', 'targets'), join(folder, 'targets'), { recursive: true });
      cpSync(join(REPOSITORY, 'alerts', 'generated', 'rules'), join(folder, 'rules'), { recursive: true });
      expect(check('prometheus', 'promtool', ['check', 'config', join(folder, 'prometheus.yaml')])).not.to.contain('WARNING');
    });

    it('loki.yaml for Loki', () => {
      check('loki', 'loki', [...argsOf('loki'), '-verify-config']);
    });

    it('tempo.yaml for Tempo', () => {
      check('tempo', 'tempo', [...argsOf('tempo'), '-config.verify=true']);
    });

    it('alertmanager.yaml for Alertmanager', () => {
      check('alertmanager', 'amtool', ['check-config', join(place.data, 'alertmanager', 'alertmanager.yaml')]);
    });
  });

  it('Prometheus promotes the resource attributes that selectors may use, no more and no fewer', () => {
    const promoted = read('stores', 'prometheus.yaml').otlp.promote_resource_attributes;
    expect(promoted).to.have.members(PROMOTED_RESOURCE_ATTRIBUTES.map(({ key }) => key));
    expect(configOf('single').connectors.span_metrics.resource_metrics_key_attributes).to.have.members(promoted);
  });

  it('span metrics have the interval of the metrics of the preload, and the buckets, dimensions and limit of the vocabulary', () => {
    const { metrics_flush_interval: interval, histogram, ...rest } = configOf('single').connectors.span_metrics;
    expect(seconds(interval)).to.equal(METRIC_EXPORT_INTERVAL_S);
    const bounds = histogram.explicit.buckets.map((text: string) =>
      text.endsWith('ms') ? Number.parseFloat(text) / 1_000 : Number.parseFloat(text),
    );
    expect(bounds).to.deep.equal(collectorMetric.spanDuration.buckets);
    expect(histogram.unit).to.equal(collectorMetric.spanDuration.unit);
    const added: string[] = rest.dimensions.map(({ name }: { name: string }) => name);
    for (const { attributes, seriesBudget } of Object.values(collectorMetric)) {
      expect(attributes.map(({ key }) => key)).to.have.members([...Object.values(collectorAttribute).map(({ key }) => key), ...added]);
      expect(rest.aggregation_cardinality_limit).to.equal(seriesBudget);
    }
  });

  it('Prometheus scrapes and evaluates as often as the vocabulary says', () => {
    const { global } = read('stores', 'prometheus.yaml');
    expect(seconds(global.scrape_interval)).to.equal(METRIC_EXPORT_INTERVAL_S);
    expect(seconds(global.evaluation_interval)).to.equal(RULE_EVALUATION_INTERVAL_S);
  });

  it('all three stores take what is up to 12 hours late', () => {
    const LATE_H = 12;
    expect(hours(read('stores', 'prometheus.yaml').storage.tsdb.out_of_order_time_window)).to.equal(LATE_H);
    // Loki takes what is younger than half of it.
    expect(hours(read('stores', 'loki.yaml').ingester.max_chunk_age) / 2).to.equal(LATE_H);
    expect(hours(read('stores', 'tempo.yaml').storage.trace.wal.ingestion_time_range_slack)).to.equal(LATE_H);
  });

  it('Loki takes the largest record that the Collector lets through', () => {
    const statements: string[] = configOf('single').processors['transform/log_limits'].log_statements.flatMap(
      (group: { statements: string[] }) => group.statements,
    );
    const limits = ['log', 'scope', 'resource'].map((part) => {
      const [count, bytes] = ['limit', 'truncate_all'].map(
        (verb) => statements.find((text) => text.startsWith(`${verb}(${part}.attributes`)) ?? '',
      );
      return { count: numberIn(count ?? ''), bytes: numberIn(bytes ?? '') };
    });
    /** Severity, ids, scope name and the like, which Loki adds. */
    const OWN_ENTRIES = 16;
    const loki = read('stores', 'loki.yaml').limits_config;
    const entries = limits.reduce((sum, { count }) => sum + count, OWN_ENTRIES);
    const bytes = limits.reduce((sum, { count, bytes }) => sum + count * bytes, 0);
    expect(entries).to.be.at.most(loki.max_structured_metadata_entries_count);
    expect(bytes).to.be.at.most(Number.parseInt(loki.max_structured_metadata_size, 10) * 1_000_000);
    expect(loki.max_line_size_truncate).to.equal(true);
  });
});
