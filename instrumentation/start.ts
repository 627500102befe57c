// Composes the preload: settings → resource → signals → libraries → delivery, in that order.

import { DiagLogLevel, diag } from '@opentelemetry/api';
import { setGlobalErrorHandler } from '@opentelemetry/core';
import { keepFromChildren } from './child-policy.ts';
import { makeExporters } from './delivery/exporters.ts';
import { flushBeforeExit } from './delivery/last-flush.ts';
import { deliverAtExit } from './delivery/last-gasp.ts';
import { queueLogs, queueSpans } from './delivery/queues.ts';
import { CODES, complain, inform, reasonOf, setLevel } from './errors.ts';
import { installHook } from './hooks/module-hook.ts';
import { LIBRARIES } from './libraries/index.ts';
import { maskAddress } from './privacy/url.ts';
import { describeProcess } from './resource.ts';
import { stateSelfProof } from './self-proof/statement.ts';
import { readSettings, type Settings } from './settings/index.ts';
import { emitLog } from './signals/logs.ts';
import { closeOpenWork } from './signals/open-work.ts';
import { adoptParent } from './signals/process-parent.ts';
import { contextFromEnvironment, limitPropagation } from './signals/propagation.ts';
import { installProviders } from './signals/providers.ts';
import { resourceAttribute as r } from './vocabulary/index.ts';

/** Starts observing this process. Rejects when a part can't be set up; the caller lets the application run all the same. */
export async function start(): Promise<void> {
  const { settings, warnings } = readSettings(process.env);
  setLevel(settings.logLevel);
  const identity = describeProcess(settings, process.argv[1]);
  for (const warning of [...warnings, ...identity.warnings]) complain(CODES.settingInvalid, warning);
  routeSdkMessages(settings);
  const exporters = await makeExporters(settings);
  const spans = exporters.traces && queueSpans(exporters.traces, settings);
  const logs = exporters.logs && queueLogs(exporters.logs, settings);
  const providers = installProviders(settings, identity.resource, { spans, metrics: exporters.metrics, logs });
  limitPropagation(settings.propagationHosts);
  adoptParent(contextFromEnvironment(process.env));
  const connected = connectLibraries(settings);
  flushBeforeExit(() => {
    closeOpenWork();
    return providers.flush();
  }, settings.flushDeadlineMs);
  deliverAtExit({ spans, logs }, settings);
  keepFromChildren(process.env, process.execArgv);
  const name = String(identity.resource.attributes[r.serviceName.key]);
  announce(`${name} is observed: ${connected.join(', ')}`);
  stateSelfProof({
    service: name,
    instance: String(identity.resource.attributes[r.serviceInstanceId.key]),
    preload: String(identity.resource.attributes[r.telemetryDistroVersion.key]),
    connected,
    endpoint: maskAddress(settings.endpoint, ''),
  });
}

function connectLibraries(settings: Settings): string[] {
  const connected: string[] = [];
  for (const library of LIBRARIES) {
    if (settings.disabledInstrumentations.includes(library.name)) continue;
    try {
      library.connect(settings);
      connected.push(library.name);
    } catch (error) {
      complain(CODES.hookFailed, `${library.name} could not be connected (${reasonOf(error)}); it runs without telemetry.`);
    }
  }
  installHook(process.argv[1]);
  return connected;
}

// The SDK reports failed exports here; without this it would print stack traces.
function routeSdkMessages(settings: Settings): void {
  setGlobalErrorHandler((error) => {
    complain(
      CODES.delivery,
      `Telemetry could not be delivered (${reasonOf(error)}); what doesn't fit the queue is lost. Is a Collector there?`,
    );
  });
  const silent = () => {};
  const logger = { error: (text: string) => complain(CODES.internal, text), warn: silent, info: silent, debug: silent, verbose: silent };
  diag.setLogger(settings.logLevel === 'debug' ? { ...logger, warn: inform, info: inform } : logger, {
    logLevel: DiagLogLevel.INFO,
    suppressOverrideMessage: true,
  });
}

function announce(sentence: string): void {
  inform(sentence);
  emitLog({ severity: 'info', severityText: 'info', body: sentence, attributes: {}, logger: 'peragus' });
}
