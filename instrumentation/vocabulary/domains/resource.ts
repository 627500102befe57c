// Who the process is: attributes of the resource.

import { atMost, attributes, many, oneOf } from '../attribute.ts';
import { semconv, semconvDev } from './sources.ts';

export const resourceAttribute = attributes({
  serviceName: { ...semconv, key: 'service.name', type: 'string', cardinality: atMost(100), brief: 'Name of the service' },
  serviceNamespace: { ...semconv, key: 'service.namespace', type: 'string', cardinality: atMost(20), brief: 'Group of services' },
  serviceVersion: { ...semconv, key: 'service.version', type: 'string', cardinality: atMost(100), brief: 'Version of the service' },
  serviceInstanceId: { ...semconv, key: 'service.instance.id', type: 'string', cardinality: many, brief: 'Random id of this process' },
  deploymentEnvironmentName: {
    ...semconvDev,
    key: 'deployment.environment.name',
    type: 'string',
    cardinality: atMost(10),
    brief: 'Environment: production, staging, development',
  },
  processPid: { ...semconvDev, key: 'process.pid', type: 'int', cardinality: many, brief: 'Process id' },
  threadId: { ...semconvDev, key: 'thread.id', type: 'int', cardinality: many, brief: 'Id of a worker thread; the main thread has none' },
  processRuntimeName: { ...semconvDev, key: 'process.runtime.name', type: 'string', cardinality: oneOf('nodejs'), brief: 'Runtime' },
  processRuntimeVersion: {
    ...semconvDev,
    key: 'process.runtime.version',
    type: 'string',
    cardinality: atMost(20),
    brief: 'Node.js version',
  },
  hostName: { ...semconvDev, key: 'host.name', type: 'string', cardinality: many, brief: 'Name of the machine' },
  hostArch: { ...semconvDev, key: 'host.arch', type: 'string', cardinality: atMost(10), brief: 'Processor architecture' },
  osType: { ...semconvDev, key: 'os.type', type: 'string', cardinality: atMost(10), brief: 'Operating system' },
  telemetrySdkName: { ...semconv, key: 'telemetry.sdk.name', type: 'string', cardinality: oneOf('opentelemetry'), brief: 'SDK' },
  telemetrySdkLanguage: {
    ...semconv,
    key: 'telemetry.sdk.language',
    type: 'string',
    cardinality: oneOf('nodejs'),
    brief: 'Language of the SDK',
  },
  telemetrySdkVersion: { ...semconv, key: 'telemetry.sdk.version', type: 'string', cardinality: atMost(10), brief: 'Version of the SDK' },
  telemetryDistroName: {
    ...semconvDev,
    key: 'telemetry.distro.name',
    type: 'string',
    cardinality: oneOf('peragus-observability'),
    brief: 'This distribution',
  },
  telemetryDistroVersion: {
    ...semconvDev,
    key: 'telemetry.distro.version',
    type: 'string',
    cardinality: atMost(10),
    brief: 'Version of this distribution',
  },
});
