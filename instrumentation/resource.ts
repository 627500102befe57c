// Who this process is: service, instance, runtime and host, read without any look-up outside the process.

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { arch, hostname, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { SDK_INFO } from '@opentelemetry/core';
import type { Settings } from './settings/index.ts';
import type { ProcessResource } from './signals/resource.ts';
import { resourceAttribute as r } from './vocabulary/index.ts';

/** Folders looked at on the way up from the entry file for a package.json. */
const PACKAGE_SEARCH_DEPTH = 10;
/** Longest attribute key or value taken from the environment, in characters. */
const ENVIRONMENT_VALUE_MAX = 1024;

/** Builds the resource; warnings name pairs of OTEL_RESOURCE_ATTRIBUTES that were left out. Never throws. */
export function describeProcess(
  settings: Settings,
  entryFile: string | undefined,
): { readonly resource: ProcessResource; readonly warnings: readonly string[] } {
  const { attributes, warnings } = parsePairs(settings.resourceAttributes);
  const application = entryFile ? nearestPackage(entryFile) : undefined;
  const defaults = {
    [r.serviceName.key]: application?.name ?? 'unknown_service:node',
    ...(application?.version ? { [r.serviceVersion.key]: application.version } : {}),
    [r.serviceInstanceId.key]: randomUUID(),
    [r.processPid.key]: process.pid,
    [r.processRuntimeVersion.key]: process.versions.node,
    [r.hostName.key]: hostname(),
    [r.hostArch.key]: arch() === 'x64' ? 'amd64' : arch(),
    [r.osType.key]: platform() === 'win32' ? 'windows' : platform(),
  };
  const fixed = {
    ...SDK_INFO,
    // SDK_INFO says `node`; the conventions' value for this runtime is `nodejs`.
    [r.processRuntimeName.key]: 'nodejs',
    [r.telemetryDistroName.key]: 'peragus-observability',
    [r.telemetryDistroVersion.key]: ownVersion(),
  };
  const named = settings.serviceName ? { [r.serviceName.key]: settings.serviceName } : {};
  return { resource: { attributes: { ...defaults, ...attributes, ...named, ...fixed } }, warnings };
}

// One bad pair must not cost the good ones, as it does in the SDK's own detector (all or nothing since 2.6).
function parsePairs(text: string): { readonly attributes: Record<string, string>; readonly warnings: string[] } {
  const attributes: Record<string, string> = {};
  const warnings: string[] = [];
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue;
    const at = pair.indexOf('=');
    const key = decoded(pair.slice(0, at < 0 ? pair.length : at).trim());
    const value = decoded(pair.slice(at + 1).trim());
    const wrong =
      at < 1 || key === undefined || value === undefined || key.length > ENVIRONMENT_VALUE_MAX || value.length > ENVIRONMENT_VALUE_MAX;
    if (wrong)
      warnings.push(`OTEL_RESOURCE_ATTRIBUTES has a pair that is not key=value (${JSON.stringify(pair.slice(0, 40))}); it is left out.`);
    else attributes[key] = value;
  }
  return { attributes, warnings };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function nearestPackage(file: string): { name?: string; version?: string } | undefined {
  let folder = dirname(file);
  for (let depth = 0; depth < PACKAGE_SEARCH_DEPTH; depth += 1) {
    const found = readPackage(join(folder, 'package.json'));
    if (found?.name) return found;
    if (dirname(folder) === folder) return undefined;
    folder = dirname(folder);
  }
  return undefined;
}

function ownVersion(): string {
  return nearestPackage(import.meta.filename)?.version ?? '0.0.0';
}

function readPackage(path: string): { name?: string; version?: string } | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as { name?: unknown; version?: unknown };
    return { ...(typeof name === 'string' ? { name } : {}), ...(typeof version === 'string' ? { version } : {}) };
  } catch {
    return undefined;
  }
}
