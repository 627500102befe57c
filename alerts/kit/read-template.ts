// What people read: a notification text with its labels filled in, for cases; promtool compares it with what Prometheus makes of it.

import type { Labels } from './rule-case.ts';

/** Fills in `{{ $labels.x }}`, `{{ with $labels.x }} … {{ . }} … {{ end }}`, and `valueText` for every `{{ $value … }}`. */
export function readTemplate(text: string, labels: Labels, valueText: string): string {
  return text
    .replace(/\{\{ with \$labels\.(\w+) \}\}(.*?)\{\{ end \}\}/g, (_, label: string, inner: string) =>
      labels[label] === undefined ? '' : inner.replaceAll('{{ . }}', labels[label]),
    )
    .replace(/\{\{ \$labels\.(\w+)(?: \| urlQueryEscape)? \}\}/g, (_, label: string) => labels[label] ?? '')
    .replace(/\{\{ \$value[^}]*\}\}/g, valueText);
}
