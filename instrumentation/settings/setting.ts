// What a setting is, and how its text is parsed.

interface Base<T> {
  readonly variable: string;
  readonly default: T;
  /** True when the value must never be printed. */
  readonly secret: boolean;
  readonly sentence: string;
}
interface Flag extends Base<boolean> {
  readonly type: 'boolean';
}
export interface Whole extends Base<number> {
  readonly type: 'integer';
  readonly min: number;
  readonly max: number;
}
export interface Text extends Base<string> {
  readonly type: 'string';
  /** What the text must look like, and how that is called in a warning. */
  readonly form?: readonly [pattern: RegExp, name: string];
}
interface Address extends Base<string> {
  readonly type: 'url';
}
export interface Choice<V extends string = string> extends Base<V> {
  readonly type: 'choice';
  readonly values: readonly V[];
}
interface List extends Base<readonly string[]> {
  readonly type: 'list';
  readonly values?: readonly string[];
  /** Form of each item, where there is no list of values. */
  readonly form?: { readonly pattern: RegExp; readonly expected: string };
}
export type Setting = Flag | Whole | Text | Address | Choice | List;

export const integer = (variable: string, value: number, limits: readonly [number, number], sentence: string): Whole => ({
  variable,
  type: 'integer',
  default: value,
  min: limits[0],
  max: limits[1],
  secret: false,
  sentence,
});
export const choice = <const V extends string>(variable: string, values: readonly V[], value: NoInfer<V>, sentence: string): Choice<V> => ({
  variable,
  type: 'choice',
  values,
  default: value,
  secret: false,
  sentence,
});

export const text = (variable: string, value: string, form: readonly [RegExp, string], sentence: string): Text => ({
  variable,
  type: 'string',
  default: value,
  form,
  secret: false,
  sentence,
});

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** Type of a setting's value. */
export type Value<S extends Setting> =
  S extends Choice<infer V> ? V : S extends List ? readonly string[] : S extends Whole ? number : S extends Flag ? boolean : string;

/** No other address is ever sent to or read from. */
export const isHttpAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

/** The value of a text, or what the setting takes instead. */
export function parse(setting: Setting, text: string): { readonly value: unknown } | { readonly expected: string } {
  switch (setting.type) {
    case 'boolean':
      return /^(true|false)$/i.test(text) ? { value: /^true$/i.test(text) } : { expected: 'true or false' };
    case 'integer': {
      const fits = /^\d+$/.test(text) && Number(text) >= setting.min && Number(text) <= setting.max;
      return fits ? { value: Number(text) } : { expected: `a whole number from ${setting.min} to ${setting.max}` };
    }
    case 'url':
      return isHttpAddress(text) ? { value: text } : { expected: 'an http or https address' };
    case 'choice':
      return setting.values.includes(text) ? { value: text } : { expected: `one of ${setting.values.join(', ')}` };
    case 'list': {
      const words = text
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean);
      const { values, form } = setting;
      if (form && !words.every((word) => form.pattern.test(word))) return { expected: form.expected };
      const unknown = words.find((word) => values && !values.includes(word));
      return unknown === undefined ? { value: words } : { expected: `a list of ${values?.join(', ')}` };
    }
    case 'string':
      return !setting.form || setting.form[0].test(text) ? { value: text } : { expected: setting.form[1] };
  }
}
