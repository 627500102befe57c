// The registries of prom-client that the application has put metrics into, and how each metric is read.

import { CODES, complain, reasonOf } from '../../errors.ts';

/** The part of prom-client that is used; the same in 14 and 15. */
export interface Reading {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly values: readonly { readonly value: number; readonly labels: Readonly<Record<string, unknown>>; readonly metricName?: string }[];
}
interface OwnMetric {
  readonly name: string;
  readonly registers?: readonly Registry[];
  get(): Promise<Reading>;
}
export interface Registry {
  readonly contentType: string;
  readonly _defaultLabels?: Readonly<Record<string, unknown>>;
  getMetricsAsArray(): OwnMetric[];
}

/** Most registries remembered; an application that makes one for each request must not fill the memory. */
const REGISTRIES_MAX = 100;
/** Longest wait for the `collect` functions of the application, in ms; an export must not wait for them longer. */
const READ_DEADLINE_MS = 2000;

const known = new WeakSet<Registry>();
const references: WeakRef<Registry>[] = [];
const beingRead = new WeakSet<OwnMetric>();

/** Remembers a registry for as long as the application keeps it. */
export function rememberRegistry(registry: Registry): void {
  if (known.has(registry)) return;
  const gone = references.findIndex((reference) => reference.deref() === undefined);
  if (gone >= 0) references.splice(gone, 1);
  if (references.length >= REGISTRIES_MAX) {
    complain(CODES.foreignMetrics, `The application has more than ${REGISTRIES_MAX} prom-client registries; the others are not read.`);
    return;
  }
  known.add(registry);
  references.push(new WeakRef(registry));
}

/** Reads all metrics of all registries, as a scrape would; what fails or takes too long is left out with one line. */
export async function readRegistries(): Promise<Reading[]> {
  const registries = references.flatMap((reference) => reference.deref() ?? []);
  const reads = registries.flatMap((registry) =>
    registry
      .getMetricsAsArray()
      .filter((metric) => isHome(registry, metric))
      .map((metric) => readOne(registry, metric)),
  );
  return (await Promise.all(reads)).filter((reading) => reading !== undefined);
}

// Registry.merge and the cluster's AggregatorRegistry hold metrics of other registries, which would be read twice.
function isHome(registry: Registry, { registers }: OwnMetric): boolean {
  return Array.isArray(registers) && (registers.length === 0 || registers.includes(registry));
}

async function readOne(registry: Registry, metric: OwnMetric): Promise<Reading | undefined> {
  // Its last `collect` hasn't come back yet.
  if (beingRead.has(metric)) return undefined;
  beingRead.add(metric);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), READ_DEADLINE_MS).unref();
  });
  try {
    const reading = metric.get();
    const settled = () => beingRead.delete(metric);
    reading.then(settled, settled);
    const read = await Promise.race([reading, tooLate]);
    if (read) return withRegistry(registry, read);
    complain(
      CODES.foreignMetrics,
      `The prom-client metric ${metric.name} could not be read within ${READ_DEADLINE_MS} ms; it is left out.`,
    );
  } catch (error) {
    beingRead.delete(metric);
    complain(CODES.foreignMetrics, `The prom-client metric ${metric.name} could not be read (${reasonOf(error)}); it is left out.`);
  } finally {
    clearTimeout(timer);
  }
  return undefined;
}

// What the registry itself would add at a scrape: its default labels, and `_total` in OpenMetrics.
function withRegistry({ contentType, _defaultLabels = {} }: Registry, reading: Reading): Reading {
  const isOpenMetrics = contentType.startsWith('application/openmetrics-text');
  const name = isOpenMetrics && reading.type === 'counter' ? `${reading.name.replace(/_total$/, '')}_total` : reading.name;
  if (Object.keys(_defaultLabels).length === 0) return { ...reading, name };
  return { ...reading, name, values: reading.values.map((each) => ({ ...each, labels: { ..._defaultLabels, ...each.labels } })) };
}
