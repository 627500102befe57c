// No alert without proof: somebody was told of it in a live stack after a fault, or a reason says why no fault is made and its cases stand.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { NOT_PROVOKED } from '../../alerts/not-provoked.ts';
import { allRules, keptUp, proofsOf, readLedger } from '../../scripts/alert-ledger.ts';
import { FAULTS } from '../prove/faults/index.ts';
import { expectedOf } from '../prove/row.ts';

const root = join(import.meta.dirname, '../..');
const ledger = readLedger();
const promised = new Set(FAULTS.flatMap(expectedOf).map(({ alert, severity }) => `${alert} ${severity}`));

describe('the ledger of the alerts', () => {
  for (const rule of allRules) {
    const name = `${rule.alert}, ${rule.labels.severity}`;
    it(`has a live proof of ${name}, or a reason why not`, () => {
      const isProven = proofsOf(rule, ledger).length > 0;
      const reason = NOT_PROVOKED[rule.alert];
      expect(isProven || (reason !== undefined && reason.length > 20), name).to.equal(true);
      expect(isProven && reason !== undefined, `${name} is proven, and said not to be`).to.equal(false);
      expect(rule.cases.length > 0 || NOT_PROVOKED[rule.alert] === undefined, `${name} has neither a fault nor a case`).to.equal(true);
    });
  }

  it('knows a fault for each alert that has no reason', () => {
    const without = allRules.filter(({ alert, labels }) => !NOT_PROVOKED[alert] && !promised.has(`${alert} ${labels.severity}`));
    expect(without.map(({ alert, labels }) => `${alert} ${labels.severity}`)).to.deep.equal([]);
  });

  it('names no alert that is not in the catalogue', () => {
    const known = new Set(allRules.map(({ alert, labels }) => `${alert} ${labels.severity}`));
    expect([...promised].filter((name) => !known.has(name))).to.deep.equal([]);
    const names = new Set(allRules.map(({ alert }) => alert));
    expect(Object.keys(NOT_PROVOKED).filter((name) => !names.has(name))).to.deep.equal([]);
  });

  it('holds only what the fault table makes, so that nothing is proven by a fault that is gone', () => {
    const faults = new Set(FAULTS.map(({ fault }) => fault));
    expect(ledger.rows.map(({ fault }) => fault).filter((fault) => !faults.has(fault))).to.deep.equal([]);
  });

  it('counts 0 false pages where the machine kept up', () => {
    expect(ledger.rows.filter(keptUp).flatMap(({ falsePages }) => falsePages)).to.deep.equal([]);
  });

  it('leads to a runbook for each alert', () => {
    expect(allRules.map(({ alert }) => alert).filter((alert) => !existsSync(join(root, 'alerts/runbooks', `${alert}.md`)))).to.deep.equal(
      [],
    );
  });
});
