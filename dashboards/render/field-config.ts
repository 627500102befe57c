// How one series or column is shown: the panel's defaults, then the overrides that match it.

import type { FieldConfig, Mapping, Override, Panel } from './board.ts';

/** What an override can know a field by. */
export interface Field {
  readonly name: string;
  readonly refId: string;
  /** `number`, `string` or `time`. */
  readonly type: string;
}

const asPattern = (text: string): RegExp => {
  const [, source, flags] = /^\/(.*)\/([a-z]*)$/.exec(text) ?? [];
  return source === undefined ? new RegExp(text) : new RegExp(source, flags);
};

const MATCHERS: Readonly<Record<string, (options: unknown, field: Field) => boolean>> = {
  byName: (name, field) => field.name === name,
  byRegexp: (pattern, field) => asPattern(String(pattern)).test(field.name),
  byFrameRefID: (refId, field) => field.refId === refId,
  byType: (type, field) => field.type === type,
};

/** @throws Error when the matcher is of a kind that is not known. */
function matches({ matcher }: Override, field: Field): boolean {
  const match = MATCHERS[matcher.id];
  if (!match) throw new Error(`The override matcher "${matcher.id}" is not known; add it to dashboards/render/field-config.ts.`);
  return match(matcher.options, field);
}

/** Sets `custom.lineStyle` and its like on a copy. */
function withProperty(config: FieldConfig, id: string, value: unknown): FieldConfig {
  if (value === undefined) return config;
  const [group, name] = id.split('.');
  if (group === 'custom' && name) return { ...config, custom: { ...config.custom, [name]: value } };
  return { ...config, [id]: value };
}

/** The field's own configuration. */
export function configFor(panel: Panel, field: Field): FieldConfig {
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  return overrides
    .filter((override) => matches(override, field))
    .flatMap(({ properties }) => properties)
    .reduce<FieldConfig>((config, { id, value }) => withProperty(config, id, value), defaults);
}

interface Mapped {
  readonly text?: string;
  readonly color?: string;
}

/** What a value mapping puts in place of the value. @throws Error when the mapping is of a kind that is not known. */
export function mappedValue(mappings: readonly Mapping[] | undefined, value: number | string | null): Mapped | undefined {
  for (const { type, options } of mappings ?? []) {
    const found = applyMapping(type, options, value);
    if (found) return found;
  }
  return undefined;
}

function applyMapping(type: string, options: Readonly<Record<string, unknown>>, value: number | string | null): Mapped | undefined {
  if (type === 'value') return options[String(value)] as Mapped | undefined;
  const { result } = options as { result?: Mapped };
  if (type === 'range') {
    const { from, to } = options as { from?: number | null; to?: number | null };
    return typeof value === 'number' && value >= (from ?? -Infinity) && value <= (to ?? Infinity) ? result : undefined;
  }
  if (type === 'regex') return asPattern(String(options.pattern)).test(String(value)) ? result : undefined;
  if (type === 'special') return value === null && String(options.match).startsWith('null') ? result : undefined;
  throw new Error(`The value mapping "${type}" is not known; add it to dashboards/render/field-config.ts.`);
}
