// Writes docs/settings.md from the settings table.

import { SETTINGS, type Setting } from '../instrumentation/settings/index.ts';
import { markdownTable } from './markdown-table.ts';

/** The page as Markdown. */
export function settingsPage(): string {
  const rows = (Object.values(SETTINGS) as Setting[]).map((setting) => [
    `\`${setting.variable}\``,
    takes(setting),
    String(setting.default) === '' ? '–' : `\`${String(setting.default)}\``,
    setting.sentence,
  ]);
  return [
    '# Settings of the preload',
    '',
    'Generated from `instrumentation/settings/` by `npm run generate`; do not edit.',
    '',
    'All settings are environment variables: the standard `OTEL_*` where one exists, `PERAGUS_*` otherwise. A wrong value becomes the default, with one warning on stderr; it never stops the application. The OTLP exporters also read the standard variables for the address and time-out of a single signal (`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, `OTEL_EXPORTER_OTLP_LOGS_TIMEOUT` and so on), headers (`OTEL_EXPORTER_OTLP_HEADERS`), compression and certificates.',
    '',
    ...markdownTable(['Variable', 'Takes', 'Default', 'What it does'], rows),
    '',
  ].join('\n');
}

function takes(setting: Setting): string {
  switch (setting.type) {
    case 'integer':
      return `whole number, ${setting.min} to ${setting.max}`;
    case 'choice':
      return setting.values.map((value) => `\`${value}\``).join(', ');
    case 'list':
      return setting.values ? `list of ${setting.values.map((value) => `\`${value}\``).join(', ')}` : 'list of names';
    case 'boolean':
      return '`true`, `false`';
    case 'url':
      return 'http(s) address';
    case 'string':
      return setting.form?.[1] ?? 'text';
  }
}
