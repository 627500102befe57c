// Why a trace was kept: written on spans by the Collector where it samples (collector/fragments/sampling.yaml).

import { attributes, oneOf } from '../attribute.ts';
import { own } from './sources.ts';

/** In the order in which they are looked at; the first that holds is the reason. */
export const SAMPLING_REASONS = ['debug', 'error', 'soft_error', 'slow', 'rare_route', 'one_in_n'] as const;

/** An entry of the W3C tracestate: everything of a trace that carries it is kept. A service that doesn't trust its callers drops it. */
export const DEBUG_SESSION = { key: 'peragus', value: 'debug' } as const;

export const samplingAttribute = attributes({
  samplingReason: {
    ...own,
    key: 'peragus.sampling.reason',
    type: 'string',
    cardinality: oneOf(...SAMPLING_REASONS),
    brief: 'Why the Collector keeps the trace of this span, where it samples; none when another span of the trace was the reason',
  },
});
