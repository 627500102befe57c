// The vocabulary agrees with itself: one entry a name, metrics with bounded attributes, budgets that the bounds explain.

import { expect } from 'chai';
import { type Attribute, attribute, type Metric, metric, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';

const METRICS: readonly Metric[] = Object.values(metric);
const ATTRIBUTES: readonly Attribute[] = Object.values(attribute);
const DOTTED = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*(?:\.[a-z0-9]+(?:_[a-z0-9]+)*)+$/;
/** The most series one process may have of a metric; the whole of a service must fit one Prometheus. */
const BUDGET_MAX = 2000;
/** `error.type`, methods and status codes in practice take far fewer values than they may, so a budget may be below the product. */
const possible = ({ attributes }: Metric): number =>
  attributes.reduce((product, { cardinality }) => {
    if (cardinality.kind === 'enum') return product * (cardinality.values.length + 1);
    return cardinality.kind === 'low' ? product * (cardinality.max + 1) : Number.POSITIVE_INFINITY;
  }, 1);
const twice = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);

describe('the vocabulary', () => {
  it('has each attribute once, and each metric', () => {
    expect(twice(ATTRIBUTES.map(({ key }) => key))).to.deep.equal([]);
    expect(twice(Object.values(resourceAttribute).map(({ key }) => key))).to.deep.equal([]);
    expect(twice(METRICS.map(({ name }) => name))).to.deep.equal([]);
  });

  it('has dotted names in lower case, and a brief of one line without a full stop', () => {
    const names = [...ATTRIBUTES.map(({ key }) => key), ...METRICS.map(({ name }) => name)];
    expect(names.filter((name) => !DOTTED.test(name))).to.deep.equal([]);
    for (const { brief } of [...ATTRIBUTES, ...METRICS]) expect(brief).to.match(/^\S.*[^.\s]$/);
  });

  for (const entry of METRICS) {
    it(`bounds ${entry.name}`, () => {
      for (const used of entry.attributes) {
        expect(ATTRIBUTES, `${used.key} in the table`).to.include(used);
        expect(used.cardinality.kind, used.key).to.be.oneOf(['enum', 'low']);
        expect(used.sensitivity, used.key).to.equal('public');
      }
      expect(twice(entry.attributes.map(({ key }) => key))).to.deep.equal([]);
      expect(entry.seriesBudget).to.be.within(1, Math.min(BUDGET_MAX, possible(entry)));
    });
  }

  it('gives buckets that rise to each histogram, and to nothing else', () => {
    for (const { name, instrument, buckets } of METRICS) {
      expect(buckets !== undefined, name).to.equal(instrument === 'histogram');
      expect(buckets?.every((bound, index) => index === 0 || bound > (buckets[index - 1] as number)) ?? true, name).to.equal(true);
    }
  });
});
