// The one table of settings: name, type, default, limits and a sentence; parsing, warnings and docs/settings.md come from it.

import { OWN_SETTINGS } from './own.ts';
import { parse, type Setting, type Value } from './setting.ts';
import { STANDARD_SETTINGS } from './standard.ts';

export type { Setting } from './setting.ts';

export const SETTINGS = { ...STANDARD_SETTINGS, ...OWN_SETTINGS };

export type Settings = { readonly [K in keyof typeof SETTINGS]: Value<(typeof SETTINGS)[K]> };

/** Reads all settings; a wrong value becomes its default and one warning that never shows a secret. Never throws. */
export function readSettings(environment: NodeJS.ProcessEnv): { readonly settings: Settings; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(SETTINGS) as [string, Setting][]) {
    const text = environment[setting.variable]?.trim() ?? '';
    const parsed = text === '' ? { value: setting.default } : parse(setting, text);
    if ('expected' in parsed) {
      const got = setting.secret ? 'a value that is not shown' : `"${text.slice(0, 80)}"`;
      const fallback = setting.secret ? 'the default' : `${JSON.stringify(setting.default)}`;
      warnings.push(`${setting.variable} is ${got}; it takes ${parsed.expected}. Using ${fallback}.`);
    }
    values[key] = 'expected' in parsed ? setting.default : parsed.value;
  }
  if (values.standardLogLevel !== '' && !environment.PERAGUS_LOG_LEVEL) values.logLevel = ownLevel(String(values.standardLogLevel));
  return { settings: values as Settings, warnings };
}

// `verbose` and `all` are more than we ever say.
const ownLevel = (standard: string): string => (standard === 'verbose' || standard === 'all' ? 'debug' : standard);
