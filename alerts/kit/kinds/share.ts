// A share of what happened: fires when bad events are more than a share of all events in a window, and there were enough of them.

import type { AlertRule } from '../rule.ts';
import { growth } from './growth.ts';
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
  const grown = (...of: readonly Family[]): string => `sum${byClause(spec)} (${growth(of, { windowS })})`;
  const total = grown(all);
  const failed = good ? `(${total} - ${grown(good)})` : grown(...(bad ?? []));
  return `${failed}\n/ ${total} > ${limit}\nand ${total} > ${minEvents}`;
}
