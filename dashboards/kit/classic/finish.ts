// What the SDK's classic builders leave out or get wrong, mended before the JSON is written.

import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';

/** The last classic schema; Grafana's file provisioning takes none above it. */
const CLASSIC_SCHEMA_VERSION = 42;

/** The SDK gives rows the id 0 and panels none; Grafana has lost panels over both. */
const numbered = <P extends dashboard.Panel | dashboard.RowPanel>(panels: readonly P[]): P[] =>
  panels.map((panel, at) => ({ ...panel, id: at + 1 }));

/** The SDK hides the links bar in a menu unless told otherwise, and can't be told. */
export function withoutPlacement({ placement: _placement, ...link }: dashboard.DashboardLink): Omit<dashboard.DashboardLink, 'placement'> {
  return link;
}

/** Same keys in the same order, whatever order a builder set them in; leaves out what is undefined. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined && typeof entry !== 'function');
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, sorted(entry)]));
}

/**
 * Mends a built dashboard and writes it as JSON text with a line feed at its end.
 * @throws Error when the SDK writes a schema that file provisioning would refuse.
 */
export function finish(built: dashboard.Dashboard): string {
  if (built.schemaVersion > CLASSIC_SCHEMA_VERSION) {
    throw new Error(
      `The SDK wrote dashboard schema ${built.schemaVersion}; file provisioning takes ${CLASSIC_SCHEMA_VERSION} at most. Pin an older SDK.`,
    );
  }
  const mended = {
    ...built,
    id: null,
    annotations: { list: built.annotations.list ?? [] },
    templating: { list: built.templating.list ?? [] },
    links: (built.links ?? []).map(withoutPlacement),
    panels: numbered(built.panels ?? []),
  };
  return `${JSON.stringify(sorted(mended), null, 2)}\n`;
}
