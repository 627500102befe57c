// What an attribute of the vocabulary is: name, type, how secret and how many values it may take.

/** How many distinct values an attribute may take in one service; metrics take only `enum` and `low`. */
export type Cardinality =
  | { readonly kind: 'enum'; readonly values: readonly (string | number)[] }
  | { readonly kind: 'low'; readonly max: number }
  | { readonly kind: 'high' };

/** `public` leaves as it is, `masked` leaves redacted, `forbidden` never leaves the process. */
export type Sensitivity = 'public' | 'masked' | 'forbidden';

export interface Attribute {
  /** Dotted name as in OpenTelemetry semantic conventions. */
  readonly key: string;
  readonly type: 'string' | 'int' | 'double' | 'boolean' | 'string[]';
  readonly sensitivity: Sensitivity;
  readonly cardinality: Cardinality;
  /** Where the name comes from: `semconv` (1.45), the `collector`'s own, `peragus` where no standard name exists, or a part of the `stack` about itself. */
  readonly source: 'semconv' | 'collector' | 'peragus' | 'stack';
  readonly stability: 'stable' | 'development';
  readonly brief: string;
}

/** Says that a table of attributes is complete and keeps each key as a literal type. */
export function attributes<const T extends Record<string, Attribute>>(table: T): T {
  return table;
}

export const oneOf = (...values: (string | number)[]): Cardinality => ({ kind: 'enum', values });
export const atMost = (max: number): Cardinality => ({ kind: 'low', max });
export const many: Cardinality = { kind: 'high' };
