// Gates of the alert catalogue: every alert has cases of each kind, texts, a runbook, and a detection time below its limit.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { buildAlerts } from '../../alerts/build.ts';
import { catalogue } from '../../alerts/catalogue/index.ts';
import { TELEMETRY_LOST } from '../../alerts/catalogue/service-presence.ts';
import { WATCHDOG } from '../../alerts/catalogue/watchdog.ts';
import type { AlertRule } from '../../alerts/kit/rule.ts';
import { CASE_KINDS } from '../../alerts/kit/rule-case.ts';
import { PAGE_EVALUATION_INTERVAL_S, PRESENCE, TELEMETRY_LOST_LIMIT_S, TIMING } from '../../alerts/policy.ts';

const repository = join(import.meta.dirname, '..', '..');
const rules = catalogue.flatMap((group) => group.rules);

const isPositive = (rule: AlertRule): boolean => rule.cases.some((one) => one.expect.some(({ firing }) => firing.length > 0));
const isNegative = (rule: AlertRule): boolean => rule.cases.some((one) => one.expect.some(({ firing }) => firing.length === 0));

const seconds = (text: string): number => Number(/^(\d+)s$/.exec(text)?.[1]);

function pageRoute(): { readonly group_wait: string; readonly group_interval: string } {
  const { route } = parse(readFileSync(join(repository, 'alerts/generated/alertmanager.yaml'), 'utf8'));
  return route.routes.find(({ matchers }: { matchers: string[] }) => matchers.includes('severity="page"'));
}

describe('alert catalogue', () => {
  for (const rule of rules) {
    describe(`${rule.alert}, ${rule.labels.severity}`, () => {
      it('has a case of each kind, or says why it cannot have one, and never both', () => {
        const present = new Set(rule.cases.map((one) => one.kind));
        for (const kind of CASE_KINDS) {
          const reason = rule.inapplicable?.[kind] ?? '';
          expect(present.has(kind) !== reason.length > 10, `${rule.alert}: ${kind}`).to.equal(true);
        }
      });

      it('is shown to fire, and to stay silent unless it always fires', () => {
        expect(isPositive(rule)).to.equal(true);
        expect(isNegative(rule) || rule.inapplicable?.['stays silent'] !== undefined).to.equal(true);
      });

      it('has its message written out in full in a case', () => {
        expect(rule.cases.filter((one) => one.message)).not.to.have.length(0);
      });

      it('has a summary of at most 80 characters and a description of at most 400 in the written-out message', () => {
        for (const { message } of rule.cases.filter((one) => one.message)) {
          expect(message?.summary).to.have.length.within(1, 80);
          expect(message?.description).to.have.length.within(20, 400);
          expect(`${message?.summary} ${message?.description}`, 'no template is left').not.to.match(/\{\{|undefined/);
        }
      });

      it('says who is unwell, who owns it and how urgent it is, and holds as long as the table of its urgency says', () => {
        const { severity, team, service } = rule.labels;
        expect(severity).to.be.oneOf(['page', 'ticket', 'none']);
        expect([team, service].every((value) => value.length > 0)).to.equal(true);
        expect(rule.forS, 'for').to.be.at.most(severity === 'page' ? TIMING.page.forS : TIMING.ticket.forS);
        expect(rule.keepFiringForS ?? 0, 'keep_firing_for').to.be.at.most(severity === 'page' ? 120 : 600);
      });
    });
  }

  it('names each alert once at each severity, and each group once', () => {
    expect(new Set(rules.map((rule) => `${rule.alert} ${rule.labels.severity}`)).size).to.equal(rules.length);
    expect(new Set(catalogue.map((group) => group.name)).size).to.equal(catalogue.length);
  });

  it('holds the Watchdog, on whose evaluations ServiceTelemetryLost relies, in a group of the same interval', () => {
    const intervalOf = (alert: string) => catalogue.find((group) => group.rules.some((rule) => rule.alert === alert))?.intervalS;
    expect(intervalOf(WATCHDOG)).to.equal(PAGE_EVALUATION_INTERVAL_S);
    expect(intervalOf(TELEMETRY_LOST)).to.equal(PAGE_EVALUATION_INTERVAL_S);
  });

  it('brings the loss of a service to people in less than 120 s at worst, routing included', () => {
    const pages = pageRoute();
    // A service that was lost a moment ago has an open group, which waits for group_interval instead of group_wait.
    const notificationS = Math.max(seconds(pages.group_wait), seconds(pages.group_interval));
    const evaluationsOfFor = Math.ceil(PRESENCE.forS / PAGE_EVALUATION_INTERVAL_S);
    const worstS = PRESENCE.windowS + PAGE_EVALUATION_INTERVAL_S * (1 + evaluationsOfFor) + notificationS;
    expect(worstS).to.be.lessThan(TELEMETRY_LOST_LIMIT_S);
    expect(TELEMETRY_LOST_LIMIT_S).to.equal(120);
    expect(seconds(pages.group_wait)).to.be.at.most(5);
  });

  it('says that errors ended before the loss of the service inhibits it: a resolved message that is inhibited is never sent', () => {
    // Both conditions change 45 s after the last sample: an increase needs two samples in 60 s.
    const longestWaitS = PAGE_EVALUATION_INTERVAL_S + seconds(pageRoute().group_interval);
    expect(longestWaitS).to.be.lessThan(PRESENCE.forS);
  });

  it('builds a rule file a group, and test files for each group that has cases, the same bytes each time', () => {
    const first = buildAlerts();
    for (const { name, rules: own } of catalogue) {
      expect([...first.keys()]).to.include(`alerts/generated/rules/${name}.yaml`);
      const tests = [...first.keys()].filter((path) => path.startsWith(`alerts/generated/tests/${name}.every-`));
      if (own.length > 0) expect(tests, name).not.to.have.length(0);
    }
    expect([...buildAlerts()]).to.deep.equal([...first]);
  });
});
