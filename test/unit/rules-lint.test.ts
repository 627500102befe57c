// The lint of the rules finds what a Prometheus does not have, excuses what it is told to, and notices an excuse that nothing needs.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { KNOWN_SERIES } from '../../instrumentation/vocabulary/index.ts';
import { EXCUSED } from '../rules/excused.ts';
import { judge, type LabelsOf } from '../rules/judge.ts';
import { type ReadRule, readRules } from '../rules/read-rules.ts';

const live: Readonly<Record<string, readonly string[]>> = { a_total: ['job', 'kind'], b_total: ['job'] };
const labelsOf: LabelsOf = async (metric) => new Set(live[metric] ?? []);
/** Prometheus that has all that the vocabulary names. */
const everything: LabelsOf = async (metric) => new Set(KNOWN_SERIES.get(metric) ?? []);

describe('the lint of the rules', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'peragus-rules-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Reads one group of rules with these expressions; what begins with a colon and a name records it. */
  function rulesOf(...exprs: readonly string[]): ReadRule[] {
    const rules = exprs.map((text, at) => {
      const [, record, expr = text] = /^:(\w+) (.*)$/.exec(text) ?? [];
      return record ? { record, expr } : { alert: `Alert${at}`, expr };
    });
    writeFileSync(join(folder, 'group.yaml'), JSON.stringify({ groups: [{ name: 'group', rules }] }));
    return readRules(folder);
  }
  const findings = async (exprs: readonly string[], excuses: Readonly<Record<string, string>> = {}): Promise<readonly string[]> =>
    (await judge(rulesOf(...exprs), labelsOf, excuses)).findings;

  it('is content with metrics and labels that are there, and with what a rule records', async () => {
    const rules = ['sum by (job) (rate(a_total{kind="x"}[5m])) / on (job) b_total', ':made_ratio rate(a_total[5m])', 'made_ratio > 1'];
    expect(await findings(rules)).to.deep.equal([]);
  });

  it('finds a metric that nobody emits, wherever it stands, and what does not parse', async () => {
    expect(await findings(['b_total > 1 or rate(c_total[5m]) > 0', 'sum by (job'])).to.deep.equal([
      'group.yaml: Alert0 reads c_total, which is not there.',
      'group.yaml: Alert1 does not parse.',
    ]);
  });

  it('finds a label that no series has, in a selector and in by', async () => {
    expect(await findings(['b_total{kind="x"}', 'sum by (kind) (b_total)', 'sum by (kind) (a_total)'])).to.deep.equal([
      'group.yaml: Alert0 reads b_total{kind}, which is not there.',
      'group.yaml: Alert1 reads *{kind}, which is not there.',
    ]);
  });

  it('knows a label that the rule makes itself', async () => {
    expect(await findings(['sum by (made) (label_replace(b_total, "made", "$1", "job", "(.*)"))'])).to.deep.equal([]);
  });

  it('excuses what is named, and finds an excuse that no rule needs any more', async () => {
    const excuses = { c_total: 'born with its first event', 'b_total{kind}': 'comes with the first failure', d_total: 'gone' };
    const { findings: found, excused } = await judge(rulesOf('c_total > 0', 'b_total{kind="x"}'), labelsOf, excuses);
    expect(found).to.deep.equal(['d_total is excused, and no rule reads it any more.']);
    expect(excused).to.deep.equal(['b_total{kind}', 'c_total']);
  });

  it('excuses nothing that no rule reads, and reads nothing that is in no vocabulary', async () => {
    const { rules, findings: found, excused } = await judge(readRules(), everything, EXCUSED);
    expect(rules).to.be.greaterThan(0);
    expect([found, excused]).to.deep.equal([[], []]);
  });
});
