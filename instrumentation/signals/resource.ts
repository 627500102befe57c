// Who the process is, as every signal says it; the SDK's own class for this is made where the SDK is.

import type { Attributes } from '@opentelemetry/api';

export interface ProcessResource {
  readonly attributes: Attributes;
}
