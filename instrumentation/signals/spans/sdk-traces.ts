// The SDK's tracers, for what comes through @opentelemetry/api; loaded by the first span of that kind.

import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { tellFailure } from '../../errors.ts';
import type { Settings } from '../../settings/index.ts';
import type { ProcessResource } from '../resource.ts';
import type { SpanWay } from '../ways-out.ts';
import { maskForeignSpans } from './foreign-spans.ts';
import { shareOf } from './sampling.ts';
import { spanLimits } from './span-limits.ts';

/** Tracers whose spans end in the same queue as ours. */
export function makeTracers(settings: Settings, resource: ProcessResource, way: SpanWay | undefined): TracerProvider {
  return new TracerProvider({
    resource: resourceFromAttributes(resource.attributes),
    sampler: chooseSampler(settings),
    spanLimits: spanLimits(settings),
    spanProcessors: way ? [maskForeignSpans(), queueWith(way)] : [],
  });
}

function queueWith(way: SpanWay): SpanProcessor {
  return {
    // Called by the application: what throws here must not throw there.
    onStart(span) {
      try {
        way.foreignStarted(span);
      } catch (error) {
        tellFailure('Noting the start of a span of the API', error);
      }
    },
    onEnd(span) {
      try {
        way.foreignEnded(span);
      } catch (error) {
        tellFailure('Queueing a span of the API', error);
      }
    },
    forceFlush: () => way.flush(),
    shutdown: () => way.flush(),
  };
}

/** The sampler that takes the decisions of `decisions`. */
export function chooseSampler({ sampler, samplerArgument }: Pick<Settings, 'sampler' | 'samplerArgument'>): Sampler {
  const ratio = () => new TraceIdRatioBasedSampler(shareOf(samplerArgument));
  const below = (root: Sampler) => new ParentBasedSampler({ root });
  switch (sampler) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return ratio();
    case 'parentbased_always_on':
      return below(new AlwaysOnSampler());
    case 'parentbased_always_off':
      return below(new AlwaysOffSampler());
    case 'parentbased_traceidratio':
      return below(ratio());
  }
}
