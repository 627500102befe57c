// Which traces are recorded: the decisions of the SDK's samplers, taken on numbers.

import { TraceFlags } from '@opentelemetry/api';
import type { Settings } from '../../settings/index.ts';
import type { TraceId } from './trace-id.ts';

/** Stands for the flags of a parent where there is none. */
export const NO_FLAGS = -1;

/** True when the span is recorded; `parentFlags` are the trace flags of a valid parent, or NO_FLAGS. */
export type Decide = (traceId: TraceId, parentFlags: number) => boolean;

/** Words of an id are compared with this share of all, as in the SDK's TraceIdRatioBasedSampler. */
const WORDS = 0xff_ff_ff_ff;

/** The decisions of the sampler that the settings name. */
export function decisions({ sampler, samplerArgument }: Pick<Settings, 'sampler' | 'samplerArgument'>): Decide {
  switch (sampler) {
    case 'always_on':
      return always;
    case 'always_off':
      return never;
    case 'traceidratio':
      return share(shareOf(samplerArgument));
    case 'parentbased_always_on':
      return asParent(always);
    case 'parentbased_always_off':
      return asParent(never);
    case 'parentbased_traceidratio':
      return asParent(share(shareOf(samplerArgument)));
  }
}

/** The share of traces that is recorded: all, when the text is no number from 0 to 1. */
export function shareOf(text: string): number {
  const share = Number(text);
  return Number.isFinite(share) && share >= 0 && share <= 1 ? share : 1;
}

const always: Decide = () => true;
const never: Decide = () => false;

function asParent(root: Decide): Decide {
  return (traceId, parentFlags) => (parentFlags === NO_FLAGS ? root(traceId, parentFlags) : (parentFlags & TraceFlags.SAMPLED) !== 0);
}

function share(ratio: number): Decide {
  const bound = ratio === 1 ? WORDS + 1 : Math.floor(ratio * WORDS);
  return ({ a, b, c, d }) => (a ^ b ^ c ^ d) >>> 0 < bound;
}
