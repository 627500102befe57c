// What a value says in words: the number with its unit, and where it lies between the thresholds.

import type { FieldConfig, ThresholdStep } from '../board.ts';
import { stepFor } from '../colours.ts';
import { mappedValue } from '../field-config.ts';
import { formatLimit, formatValue } from '../units.ts';

/** The value as it is shown. */
export function shownValue(value: number | undefined, config: FieldConfig): string {
  const mapped = mappedValue(config.mappings, value ?? null)?.text;
  if (mapped !== undefined) return mapped;
  return value === undefined ? 'no value' : formatValue(value, config.unit, config.decimals);
}

/** `below 500 ms`, `500 ms to 1 s`, `1 s or more`; empty where nothing is a limit. */
export function stateOf(value: number | undefined, { thresholds, unit }: FieldConfig): string {
  const steps = thresholds?.steps ?? [];
  const step = stepFor(steps, value);
  if (!step || steps.length < 2) return '';
  const next: ThresholdStep | undefined = steps[steps.indexOf(step) + 1];
  const text = (limit: number | null): string => formatLimit(limit ?? 0, unit);
  if (!next) return `${text(step.value)} or more`;
  return step.value === null ? `below ${text(next.value)}` : `${text(step.value)} to ${text(next.value)}`;
}

/** Name, value and state of one series as a sentence part. */
export function describeSeries(name: string, value: number | undefined, config: FieldConfig): string {
  const state = stateOf(value, config);
  return `${name} ${shownValue(value, config)}${state && ` (${state})`}`;
}
