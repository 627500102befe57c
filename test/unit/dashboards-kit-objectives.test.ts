// Queries about objectives and machines: narrowed by what they have, and counted as the alerts count.

import { parser } from '@prometheus-io/lezer-promql';
import { expect } from 'chai';
import { BURN_PAIRS, burnFactor, WINDOW_S } from '../../alerts/burn-rate.ts';
import { OBJECTIVES, PERIOD_DAYS } from '../../alerts/slo.ts';
import { level } from '../../dashboards/kit/expression.ts';
import { alertBeginnings, alertStates, firedSeconds, firingAlerts, firingObjectives, heartbeat } from '../../dashboards/kit/firing.ts';
import { budgetLastsS, budgetLeft, burn, howManyAre, promisedShare, toldInS } from '../../dashboards/kit/objectives.ts';
import { BURN, OBJECTIVE } from '../../dashboards/limits.ts';
import { hostMetric, hostTrafficMetric, INSTANCE_LABEL, recorded } from '../../instrumentation/vocabulary/index.ts';

function parses(text: string): boolean {
  let valid = true;
  const filled = text.replaceAll(/\$__(range|rate_interval)/g, '1m').replaceAll('$', '');
  parser.parse(filled).iterate({
    enter: ({ type }) => {
      if (type.isError) valid = false;
    },
  });
  return valid;
}

const LIMITS = [
  { factor: 14.4, windowS: 3_600, except: ['slow-one'] },
  { factor: 1, windowS: 259_200, except: [] },
];

describe('dashboard kit, objectives and alerts', () => {
  it('all parse', () => {
    const all = [budgetLeft(), promisedShare(), burn('1h'), budgetLastsS('6h', 60), howManyAre('<= 0', budgetLeft()), toldInS(0.1, LIMITS)];
    const alerts = [firingAlerts('page'), firingObjectives(), alertStates(), alertBeginnings(), firedSeconds(), heartbeat()];
    expect([...all, ...alerts].filter(({ text }) => !parses(text)).map(({ text }) => text)).to.deep.equal([]);
  });

  it('are narrowed by environment and service, and by no process, for rules record none', () => {
    expect(burn('1h').text)
      .to.include('{deployment_environment_name=~"$environment", service_name=~"$service"}')
      .and.not.include('$instance');
  });

  it('tell in 518.4 s times the budget when a tenth fails: 14.4 × 1 h ÷ 0.1 where that fires, 3 days ÷ 0.1 times the budget otherwise', () => {
    const [soon, late] = toldInS(0.1, LIMITS).text.split(' or ');
    expect(soon).to.match(/^518400 \* .*slo!~"slow-one".* < 0\.00694444\)$/);
    expect(late)
      .to.match(/^2592000 \* .* < 0\.1\)$/)
      .and.not.include('slo!~');
    expect(soon).to.include(recorded.budget);
  });

  it('count those that are broken as 0 where none is, and as nothing where nothing is recorded', () => {
    const { text } = howManyAre('<= 0', budgetLeft());
    expect(text).to.match(/^count\(.* <= 0\) or 0 \* count\(/);
  });

  it('draw the lines at which the alerts fire, for the objectives that they watch', () => {
    const ticketsOnly = OBJECTIVES.filter(({ pages }) => !pages).map(({ slo }) => slo);
    const expected = BURN_PAIRS.map((pair) => ({
      window: pair.long,
      factor: burnFactor(pair, PERIOD_DAYS),
      windowS: WINDOW_S[pair.long],
      except: pair.severity === 'page' ? ticketsOnly : [],
    }));
    expect(Object.values(BURN)).to.deep.equal(expected);
    const [availability] = OBJECTIVES;
    expect([OBJECTIVE.days, OBJECTIVE.share]).to.deep.equal([PERIOD_DAYS, availability?.objective]);
  });

  it('of a machine are narrowed by the machine alone, which has neither environment nor service', () => {
    const texts = [hostMetric.hostMemory, hostTrafficMetric.hostLoad1m].map(
      (metric) => level('max', metric, { by: [INSTANCE_LABEL] }).text,
    );
    for (const text of texts) expect(text).to.include('{instance=~"$host"}');
  });
});
