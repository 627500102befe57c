// A share of what happened: fires when bad events are more than a share of all events in a window, and there were enough of them.

import { promDuration } from '../duration.ts';
import type { AlertRule } from '../rule.ts';
import { byClause, type Family, inSteps, paced, ruleFrame } from './kind.ts';
import { minimumOf, shareCases } from './share.cases.ts';
import type { ShareSpec } from './share-spec.ts';

/** The rule and its cases. */
export function share(spec: ShareSpec): AlertRule {
  const { limitMet, leastMet } = minimumOf(spec);
  return {
    ...ruleFrame(spec),
    expr: shareExpression(spec),
    cases: inSteps(shareCases(paced(spec, spec.windowS)), paced(spec, spec.windowS).stepS),
    ...((!limitMet || !leastMet) && {
      unreachableLimit: 'an increase is extrapolated, so that no whole number of events is exactly at the limit',
    }),
  };
}

function shareExpression(spec: ShareSpec): string {
  const { all, bad, good, limit, minEvents, windowS } = spec;
  const grown = ({ selector }: Family): string => `increase(${selector}[${promDuration(windowS)}])`;
  const sum = (inner: string): string => `sum${byClause(spec)} (${inner})`;
  const total = sum(grown(all));
  const failed = good ? `(${total} - ${sum(grown(good))})` : sum((bad ?? []).map(grown).join(' or '));
  return `${failed}\n/ ${total} > ${limit}\nand ${total} > ${minEvents}`;
}
