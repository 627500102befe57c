// What the encoders add to each light record: who the process is, and the limits that were not checked when it was made.

import { CODES, complain, reasonOf } from '../../errors.ts';
import type { Settings } from '../../settings/index.ts';
import type { ProcessResource } from '../../signals/resource.ts';
import { SCOPE } from '../../signals/scope.ts';
import { originMs } from '../../signals/spans/clock.ts';
import type { Encoding } from '../otlp/envelope.ts';

/** The encoding of this process's records. */
export function encodingOf(settings: Settings, resource: ProcessResource): Encoding {
  return {
    resource,
    scope: { name: SCOPE },
    limits: {
      attributesMax: settings.attributesMax,
      eventAttributesMax: settings.eventAttributesMax,
      linkAttributesMax: settings.linkAttributesMax,
      lengthMax: settings.attributeLengthMax,
    },
    get originMs() {
      return originMs();
    },
    refused: (error) =>
      complain(
        CODES.internal,
        `A record of telemetry could not be read (${reasonOf(error)}); it is missing, the others were sent.`,
        'error',
      ),
  };
}
