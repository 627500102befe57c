// Writes docs/settings.md from the settings table.

import { SETTINGS, type Setting } from '../instrumentation/settings/index.ts';
import { markdownTable } from './markdown-table.ts';
import { standardVariables } from './standard-variables.ts';

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
    'All settings are environment variables: the standard `OTEL_*` where one exists, `PERAGUS_*` otherwise. A wrong value becomes the default, with one warning on stderr; it never stops the application. The OTLP exporters also read the standard variables for the time-out of a single signal (`OTEL_EXPORTER_OTLP_LOGS_TIMEOUT` and so on), headers (`OTEL_EXPORTER_OTLP_HEADERS`), compression and certificates.',
    '',
    ...markdownTable(['Variable', 'Takes', 'Default', 'What it does'], rows),
    '',
    '## Standard variables, one by one',
    '',
    'Whether the preload honours each variable of the OpenTelemetry specification and of the JavaScript SDK, or why not; `test/contract/preload-standard-*.test.ts` prove it from outside. With `OTEL_CONFIG_FILE` the file decides what the SDK is, and only the variables that it names itself count; `OTEL_SDK_DISABLED`, `OTEL_LOG_LEVEL` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS` always do.',
    '',
    ...markdownTable(
      ['Variable', 'Honoured', 'How, or why not'],
      standardVariables().map(({ variable, honoured, note }) => [`\`${variable}\``, honoured, note]),
    ),
    '',
    '## What OTEL_CONFIG_FILE leaves to the preload',
    '',
    'The libraries, the masking of secrets (of spans and log records when they end, on the request path), the budgets of series, the allow-list of attributes of each metric and the metrics of prom-client apply with the file too. Queues, zeros before first values, the scrape door with the names of OTLP, and connections that never hold up an ending process are the preload’s own set-up, and go with it. The SDK asks for a `timeout` no longer than the `interval` of a periodic reader; without one it sets up nothing, and the preload says so.',
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
