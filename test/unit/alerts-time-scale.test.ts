// Rules by a faster clock: the same catalogue and compiler, with every window, wait, interval and amount of time divided.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { buildRules } from '../../alerts/build.ts';
import { promDuration } from '../../alerts/kit/duration.ts';
import { byClock, REAL_TIME, scaleWaits } from '../../alerts/kit/time-scale.ts';

const root = join(import.meta.dirname, '../..');
const FAST = { timeScale: 20, leastStepS: 1 };
const alertmanagerFile = readFileSync(join(root, 'alerts/generated/alertmanager.yaml'), 'utf8');

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
}
const rulesOf = (files: ReadonlyMap<string, string>): Rule[] => [...files.values()].flatMap((text) => parse(text).groups[0].rules);
const find = (files: ReadonlyMap<string, string>, name: string): Rule =>
  rulesOf(files).find(({ alert, record }) => (alert ?? record) === name) as Rule;
const ranges = (expr: string): string[] => [...expr.matchAll(/\[(\w+)\]/g)].map(([, range = '']) => range);

describe('rules by a clock', () => {
  const fast = buildRules(FAST);

  it('at scale 1 are byte for byte those that are generated', () => {
    for (const [path, content] of buildRules(REAL_TIME)) {
      expect(content, path).to.equal(readFileSync(join(root, 'alerts/generated', path), 'utf8'));
    }
    expect(scaleWaits(alertmanagerFile, REAL_TIME)).to.equal(alertmanagerFile);
  });

  it('at scale 20 have the same rules in the same order, with the same texts', () => {
    const names = (files: ReadonlyMap<string, string>) => rulesOf(files).map(({ alert, record }) => alert ?? record);
    expect(names(fast)).to.deep.equal(names(buildRules()));
  });

  it('at scale 20 look at 3 min instead of an hour, and wait 30 s instead of 10 min', () => {
    expect(ranges(find(fast, 'slo:bad_events:ratio1h').expr)).to.deep.equal(['3m', '3m']);
    expect(ranges(find(fast, 'RouteErrorRatioHigh').expr)).to.deep.equal(['30s', '30s', '30s']);
    expect(find(fast, 'RouteErrorRatioHigh').for).to.equal('30s');
    expect(find(fast, 'RouteErrorRatioHigh').keep_firing_for).to.equal('30s');
    expect(find(fast, 'LogSilence').expr).to.include('[3m] offset 45s');
  });

  it('at scale 20 divide what grows with time: lives, seconds of a window, evaluations', () => {
    expect(find(fast, 'ServiceCrashLooping').expr).to.include('< 15\n').and.to.include('> 3');
    expect(find(fast, 'GcTimeHigh').expr).to.match(/\[30s\]\)\) > 3$/);
    expect(find(fast, 'ServiceTelemetryLost').expr).to.match(/>= 10\.5$/);
  });

  it('at scale 20 leave no window of an alert shorter than eight samples', () => {
    const secondsOf = (range: string): number => Number.parseInt(range, 10) * ({ ms: 0.001, s: 1 }[range.replace(/\d+/, '')] ?? 60);
    for (const { alert, expr } of rulesOf(fast)) {
      if (alert === undefined) continue;
      for (const range of ranges(expr)) expect(secondsOf(range), `${alert}: ${expr}`).to.be.at.least(8);
    }
  });

  it('keep the order of all windows and waits: what is longer in real time is never shorter', () => {
    const real = [15, 30, 45, 60, 75, 120, 240, 300, 600, 900, 1800, 3600, 86_400];
    const scaled = real.map((seconds) => byClock(seconds, FAST));
    expect(scaled).to.deep.equal([...scaled].sort((a, b) => a - b));
    expect(byClock(60, FAST), 'a wait of a minute outlasts a window of three exports').to.be.greaterThan(byClock(45, FAST));
    expect(real.map((seconds) => byClock(seconds, REAL_TIME))).to.deep.equal(real);
  });

  it('at scale 20 send a page after 1 s and a ticket after 1.5 s', () => {
    const { route } = parse(scaleWaits(alertmanagerFile, FAST));
    const of = (severity: string) =>
      route.routes.find(({ matchers }: { matchers: string[] }) => matchers.includes(`severity="${severity}"`));
    expect(of('page')).to.include({ group_wait: '1s', group_interval: '1s' });
    expect(route.group_wait).to.equal('1500ms');
  });

  it('keep whole milliseconds', () => {
    expect(promDuration(byClock(75, { timeScale: 20, leastStepS: 0 }))).to.equal('3750ms');
    expect(promDuration(byClock(45, { timeScale: 7, leastStepS: 0 }))).to.equal('6429ms');
  });
});
