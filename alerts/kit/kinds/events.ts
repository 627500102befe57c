// Events that should not happen, or not so often: fires when a counter grew by more than a limit in a window.

import type { AlertRule } from '../rule.ts';
import { eventsCases, steadyOf } from './events.cases.ts';
import type { EventsSpec } from './events-spec.ts';
import { growth } from './growth.ts';
import { byClause, inSteps, paced, ruleFrame } from './kind.ts';

const NO_TRAFFIC = 'it counts what should not happen, however much or little else does';

/** The rule and its cases. */
export function events(spec: EventsSpec): AlertRule {
  const { of, limit } = spec;
  return {
    ...ruleFrame(spec),
    expr: `sum${byClause(spec)} (${growth(of, spec)}) > ${limit}`,
    cases: inSteps(eventsCases(paced(spec, spec.windowS)), paced(spec, spec.windowS).stepS),
    ...(spec.isTime && { inTime: [{ text: `> ${limit}` }] }),
    inapplicable: { 'low traffic': NO_TRAFFIC },
    ...(!steadyOf(spec).exact && { unreachableLimit: 'an increase is extrapolated, so that no run of events is exactly at the limit' }),
  };
}
