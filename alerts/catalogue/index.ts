// The catalogue: every rule group, in the order in which tests evaluate them.

import type { RuleGroup } from '../kit/rule.ts';
import { serviceErrors } from './service-errors.ts';
import { servicePresence } from './service-presence.ts';
import { watchdog } from './watchdog.ts';

export const catalogue: readonly RuleGroup[] = [watchdog, servicePresence, serviceErrors];
