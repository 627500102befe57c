// The arithmetic of objectives: thresholds of the table, odds of chance, time to detect, and the outage rule where it is needed.

import { expect } from 'chai';
import { BURN_PAIRS, burnFactor, LEAST_BAD_EVENTS, requestsNeeded, thresholdOf, WINDOW_S } from '../../alerts/burn-rate.ts';
import { catalogue } from '../../alerts/catalogue/index.ts';
import { TELEMETRY_LOST_LIMIT_S } from '../../alerts/policy.ts';
import { binomialTail, detectionS, falseAlertOdds, falseAlertsPerPeriod } from '../../alerts/slo/odds.ts';
import { firstPageS, needsOutageRule } from '../../alerts/slo/total-outage.ts';
import { OBJECTIVES, PERIOD_DAYS } from '../../alerts/slo.ts';

const rules = catalogue.flatMap((group) => group.rules);
const [hourPair, sixHourPair] = BURN_PAIRS;
if (!hourPair || !sixHourPair) throw new Error('The table is empty.');

describe('arithmetic of objectives', () => {
  it('gives the factors of google-30d: 14.4, 6, 3 and 1', () => {
    expect(BURN_PAIRS.map((pair) => burnFactor(pair, 30))).to.deep.equal([14.4, 6, 3, 1]);
  });

  it('pages above 7.2 % and 3 %, and files a ticket above 1.5 % and 0.5 %, at 99.5 %', () => {
    expect(BURN_PAIRS.map((pair) => thresholdOf(pair, 0.995, PERIOD_DAYS))).to.deep.equal([0.072, 0.03, 0.015, 0.005]);
    expect(requestsNeeded(0.072)).to.equal(70);
  });

  it('has no objective whose page could never fire, and none below its windows', () => {
    for (const { objective, pages } of OBJECTIVES) {
      for (const pair of BURN_PAIRS.filter(({ severity }) => pages || severity === 'ticket')) {
        expect(thresholdOf(pair, objective, PERIOD_DAYS)).to.be.within(Number.EPSILON, 1 - Number.EPSILON);
        expect(WINDOW_S[pair.long] / WINDOW_S[pair.short]).to.equal(12);
      }
    }
  });

  it('counts chance as the binomial distribution does', () => {
    // By hand: 1 − 0.995¹², and 1 − 0.9² − 2·0.1·0.9 for two of two.
    expect(binomialTail(12, 0.005, 1)).to.be.closeTo(1 - 0.995 ** 12, 1e-9);
    expect(binomialTail(2, 0.1, 2)).to.be.closeTo(0.01, 1e-12);
    expect(binomialTail(10, 0.5, 0)).to.equal(1);
    expect(binomialTail(10, 0.5, 11)).to.equal(0);
    // Symmetric about the mean.
    expect(binomialTail(1001, 0.5, 501)).to.be.closeTo(0.5, 1e-6);
  });

  it('makes less than one false page in 20 years at 12 requests an hour, where one failure alone would page 42 times a month', () => {
    const quiet = 12 / 3600;
    const pages = [hourPair, sixHourPair].map((pair) => falseAlertsPerPeriod(pair, falseAlertOdds(pair, 0.995, quiet)));
    expect(Math.max(...pages)).to.be.lessThan(1 / 240);
    expect(falseAlertsPerPeriod(hourPair, falseAlertOdds(hourPair, 0.995, quiet, 1))).to.be.within(40, 45);
  });

  it('detects a total outage at 99.5 % after 5 min, and at 12 requests an hour after the fifth failure', () => {
    expect(detectionS(hourPair, 0.995, 1, 1)).to.equal(300);
    expect(detectionS(hourPair, 0.995, 12 / 3600, 1)).to.equal(LEAST_BAD_EVENTS * 300 + 60);
    expect(detectionS(hourPair, 0.995, 1, 0.07)).to.equal(undefined);
  });

  for (const objective of OBJECTIVES.filter(({ pages }) => pages)) {
    it(`${objective.slo}: a rule for a total outage exists exactly if the first page takes more than ${TELEMETRY_LOST_LIMIT_S} s`, () => {
      expect(objective.outageAlert !== undefined, `${firstPageS(objective)} s`).to.equal(needsOutageRule(objective));
      if (objective.outageAlert) expect(rules.map(({ alert }) => alert)).to.include(objective.outageAlert);
    });
  }

  it('names each objective once, and its alert at the severities that it promises', () => {
    expect(new Set(OBJECTIVES.map(({ slo }) => slo)).size).to.equal(OBJECTIVES.length);
    for (const { alert, pages } of OBJECTIVES) {
      const severities = rules.filter((rule) => rule.alert === alert).map(({ labels }) => labels.severity);
      expect(severities).to.have.members(pages ? ['page', 'ticket'] : ['ticket']);
    }
  });
});
