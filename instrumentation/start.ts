// Composes the preload: settings → resource → signals → libraries → delivery, in that order.

import { isMainThread } from 'node:worker_threads';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { setGlobalErrorHandler } from '@opentelemetry/core';
import { keepFromChildren } from './child-policy.ts';
import { attendEndings, type EndingPlan } from './delivery/endings/endings.ts';
import { breatheLast } from './delivery/endings/last-gasp.ts';
import { encodingOf } from './delivery/exporters/encoding.ts';
import { makeExporters } from './delivery/exporters/exporters.ts';
import { observeLedger, tellLedger } from './delivery/ledger-report.ts';
import { hasFailedLast } from './delivery/queue/outcomes.ts';
import { queueLogs, queueSpans } from './delivery/queue/queues.ts';
import { makeSpool } from './delivery/spool/spool.ts';
import { attempt, CODES, complain, inform, maskLines, reasonOf, setLevel } from './errors.ts';
import { installHook } from './hooks/module-hook.ts';
import { LIBRARIES } from './libraries/index.ts';
import { extendRedaction, maskText, maskValue } from './privacy/redaction.ts';
import { bareOrigin, maskAddress } from './privacy/url.ts';
import type { Identity } from './self-proof/proof.ts';
import { stateSelfProof } from './self-proof/statement.ts';
import { isChosen } from './settings/chosen.ts';
import type { Settings } from './settings/index.ts';
import { adoptParent } from './signals/context/process-parent.ts';
import { contextFromEnvironment, limitPropagation, trustInbound } from './signals/context/propagation.ts';
import { emitLog } from './signals/logs.ts';
import { installProviders } from './signals/providers.ts';
import { closeOpenWork, endOpenWork } from './signals/spans/open-work.ts';
import { installFromFile } from './signals/standard-providers.ts';
import { keepTickShape } from './tick-shape.ts';
import { resourceAttribute as r } from './vocabulary/index.ts';
import { identify } from './worker-policy.ts';

/** Starts observing this process. Rejects when a part can't be set up; the caller lets the application run all the same, and says so. */
export async function start(): Promise<void> {
  try {
    await compose();
  } catch (error) {
    // That is the one word about it: what is connected already says nothing of its own.
    setLevel('none');
    throw error;
  }
  for (const sentence of unconnected.splice(0)) complain(CODES.hookFailed, sentence);
}

/** What breaks a library may break the start as a whole, which is another word: it is told when that is over. */
const unconnected: string[] = [];

async function compose(): Promise<void> {
  const { settings, warnings, ...identity } = identify();
  setLevel(settings.logLevel);
  maskLines(maskText);
  attempt('Keeping the shape of ticks', keepTickShape);
  for (const warning of warnings) complain(CODES.settingInvalid, warning);
  for (const fault of extendRedaction(settings.redactNames, settings.redactPatterns.split(/\s+/).filter(Boolean))) {
    complain(CODES.settingInvalid, `PERAGUS_REDACT_PATTERNS: ${fault}; left out, the others hold.`);
  }
  const resource = maskValue('', identity.resource);
  routeSdkMessages(settings);
  const named = (key: string) => String(resource.attributes[key]);
  const who = { service: named(r.serviceName.key), instance: named(r.serviceInstanceId.key), preload: named(r.telemetryDistroVersion.key) };
  if (settings.configFile !== '') {
    const standard = await installFromFile(settings);
    routeSdkMessages(settings);
    // What the file's processors hold is their own.
    if (standard) observe(settings, who, { flush: standard.flush, leave() {} });
    return;
  }
  const encoding = encodingOf(settings, resource);
  const exporters = await makeExporters(settings, encoding);
  const spool = makeSpool(settings, resource, encoding);
  const spans = exporters.traces && queueSpans(exporters.traces, settings, spool?.spill);
  const logs = exporters.logs && queueLogs(exporters.logs, settings, spool?.spill);
  const { metrics, openDoor } = exporters;
  const providers = installProviders(settings, resource, { spans, metrics, logs, openDoor });
  observe(settings, who, {
    flush: providers.flush,
    leave: (manner) => {
      spool?.replay.stop();
      breatheLast({ spans, logs, spool, settings, encoding }, manner);
      tellLedger(settings.logLevel);
    },
  });
  observeLedger();
  if (isMainThread) spool?.replay.start();
}

type Who = Pick<Identity, 'service' | 'instance' | 'preload'>;

function observe(settings: Settings, who: Who, ending: Pick<EndingPlan, 'flush' | 'leave'>): void {
  limitPropagation(settings.propagationHosts);
  trustInbound(settings.trustInbound);
  adoptParent(contextFromEnvironment(process.env));
  const connected = connectLibraries(settings);
  attendEndings({
    deadlineMs: settings.flushDeadlineMs,
    hearSignals: settings.signals === 'on',
    isReceiverAway: hasFailedLast,
    closeWork: closeOpenWork,
    endWork: endOpenWork,
    ...ending,
  });
  keepFromChildren(process.env, process.execArgv);
  if (!isMainThread) return;
  announce(`${who.service} is observed: ${connected.join(', ')}`);
  stateSelfProof({ ...who, connected, endpoint: maskAddress('', bareOrigin(settings.endpoint)) });
}

function connectLibraries(settings: Settings): string[] {
  const connected: string[] = [];
  for (const library of LIBRARIES) {
    if (!isChosen(library.name, settings) || (library.ofProcess && !isMainThread)) continue;
    try {
      library.connect(settings);
      connected.push(library.name);
    } catch (error) {
      unconnected.push(`${library.name} could not be connected (${reasonOf(error)}); it runs without telemetry.`);
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
      `Telemetry could not be delivered (${reasonOf(error)}); totals of metrics go with the next try. Is a Collector there?`,
    );
  });
  const silent = () => {};
  const logger = { error: reportSdkError, warn: silent, info: silent, debug: silent, verbose: silent };
  diag.setLogger(settings.logLevel === 'debug' ? { ...logger, warn: inform, info: inform } : logger, {
    logLevel: DiagLogLevel.INFO,
    suppressOverrideMessage: true,
  });
}

function reportSdkError(text: string): void {
  const isDuplicate = /duplicate registration of API/.test(text);
  complain(
    isDuplicate ? CODES.otherSdk : CODES.internal,
    !isDuplicate
      ? text
      : "The application registers an OpenTelemetry SDK of its own after the preload; its spans go where the preload's go, its exporters get nothing. Keep one: OTEL_SDK_DISABLED=true turns the preload off.",
  );
}

function announce(sentence: string): void {
  inform(sentence);
  emitLog({ severity: 'info', severityText: 'info', body: sentence, attributes: {}, logger: 'peragus' });
}
