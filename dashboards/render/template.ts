// Fills Grafana's `$name`, `${name}`, `${name.path}`, `${name:format}` and `[[name]]`.

/** `name`, or `name.path.to["part"]`, and the format behind the colon. */
export interface Placeholder {
  readonly expression: string;
  readonly format: string | undefined;
}

/** Text or, for a variable, all its values; undefined leaves the placeholder as it is. */
export type Lookup = (placeholder: Placeholder) => string | readonly string[] | undefined;

const PLACEHOLDER = /\$\{([^}:]+(?:\["[^"]*"\][^}:]*)?)(?::([^}]+))?\}|\$(\w+)|\[\[(\w+)(?::(\w+))?\]\]/g;

const FORMATS: Readonly<Record<string, (values: readonly string[]) => string>> = {
  raw: (values) => values.join(','),
  text: (values) => values.join(' + '),
  csv: (values) => values.join(','),
  pipe: (values) => values.join('|'),
  percentencode: (values) => encodeURIComponent(values.length > 1 ? `{${values.join(',')}}` : (values[0] ?? '')),
  regex: (values) => {
    const patterns = values.map((value) => value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    return patterns.length > 1 ? `(${patterns.join('|')})` : (patterns[0] ?? '');
  },
  doublequote: (values) => values.map((value) => `"${value.replaceAll('"', '\\"')}"`).join(','),
  json: (values) => JSON.stringify(values.length > 1 ? values : values[0]),
};

/**
 * Fills in what the lookup knows.
 * @throws Error when a format is not known.
 */
export function fill(text: string, lookup: Lookup): string {
  return text.replace(PLACEHOLDER, (match, braced?: string, format?: string, bare?: string, bracketed?: string, oldFormat?: string) => {
    const expression = braced ?? bare ?? bracketed ?? '';
    const found = lookup({ expression, format: format ?? oldFormat });
    if (found === undefined) return match;
    const chosen = format ?? oldFormat;
    if (chosen === undefined || chosen === 'queryparam') return typeof found === 'string' ? found : found.join(',');
    const write = FORMATS[chosen];
    if (!write) throw new Error(`The format "${chosen}" of ${match} is not known; add it to dashboards/render/template.ts.`);
    return write(typeof found === 'string' ? [found] : found);
  });
}

/** All placeholders of the text. */
export function placeholdersIn(text: string): Placeholder[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, braced, format, bare, bracketed, oldFormat]) => ({
    expression: braced ?? bare ?? bracketed ?? '',
    format: format ?? oldFormat,
  }));
}

/** Replaces `{{label}}` in a legend or an annotation; a label that the series lacks is left out. */
export function fillLabels(text: string, labels: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => labels[name] ?? '').trim();
}
