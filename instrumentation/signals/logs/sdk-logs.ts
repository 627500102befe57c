// The SDK's loggers, for what comes through @opentelemetry/api; loaded by the first record of that kind.

import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { Settings } from '../../settings/index.ts';
import type { ProcessResource } from '../resource.ts';
import type { LogWay } from '../ways-out.ts';

/** Loggers whose records end in the same queue as ours. */
export function makeLoggers(settings: Settings, resource: ProcessResource, way: LogWay | undefined): LoggerProvider {
  return new LoggerProvider({
    resource: resourceFromAttributes(resource.attributes),
    logRecordLimits: { attributeValueLengthLimit: settings.attributeLengthMax, attributeCountLimit: settings.attributesMax },
    processors: way ? [{ onEmit: (record) => way.push(record), forceFlush: () => way.flush(), shutdown: () => way.flush() }] : [],
  });
}
