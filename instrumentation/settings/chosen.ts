// Which libraries are instrumented, by OTEL_NODE_ENABLED_INSTRUMENTATIONS and OTEL_NODE_DISABLED_INSTRUMENTATIONS.

import type { Settings } from './index.ts';

/** Names that the standard has for what is several of ours, or is called otherwise here. */
const STANDARD_NAMES: Readonly<Record<string, readonly string[]>> = {
  http: ['http-server', 'http-client'],
  'runtime-node': ['node-runtime'],
  'host-metrics': ['process'],
};

/** True when this library is to be instrumented. */
export function isChosen(name: string, settings: Pick<Settings, 'enabledInstrumentations' | 'disabledInstrumentations'>): boolean {
  const { enabledInstrumentations: enabled, disabledInstrumentations: disabled } = settings;
  const isNamed = (names: readonly string[]) => names.some((each) => each === name || STANDARD_NAMES[each]?.includes(name));
  // The community's are chosen one by one.
  const isOn = enabled.length === 0 || name === 'community' || isNamed(enabled);
  return isOn && !isNamed(disabled);
}
