// The limits of a span, and attributes that come from others brought within them.

import { type Attributes, type AttributeValue, diag } from '@opentelemetry/api';
import { cleanAttributes, cleanSimpleAttributes } from '@opentelemetry/core';
import type { Settings } from '../../settings/index.ts';
import type { Flat, FlatValue } from '../flat.ts';

/** Named as the SDK names them. */
export interface SpanLimits {
  readonly attributeValueLengthLimit: number;
  readonly attributeCountLimit: number;
  readonly eventCountLimit: number;
  readonly linkCountLimit: number;
  readonly attributePerEventCountLimit: number;
  readonly attributePerLinkCountLimit: number;
}

/** The limits that the settings say. */
export function spanLimits(settings: Settings): SpanLimits {
  return {
    attributeValueLengthLimit: settings.attributeLengthMax,
    attributeCountLimit: settings.attributesMax,
    eventCountLimit: settings.spanEventsMax,
    linkCountLimit: settings.spanLinksMax,
    attributePerEventCountLimit: settings.eventAttributesMax,
    attributePerLinkCountLimit: settings.linkAttributesMax,
  };
}

/** A value of the application, copied and cut as the SDK does it; undefined, after a warning, for one that can't be an attribute. */
export function cleanValue(key: string, value: AttributeValue, { attributeValueLengthLimit }: SpanLimits): FlatValue | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const { attributes } = cleanAttributes({ [key]: value }, { attributeCountLimit: 1, attributeValueLengthLimit });
  return attributes && Object.hasOwn(attributes, key) ? attributes[key] : undefined;
}

/** True, after a warning, for the one key that no attribute can have. */
export function isInvalidKey(key: string): boolean {
  if (key.length > 0) return false;
  diag.warn(`Invalid attribute key: ${key}`);
  return true;
}

interface Cleaned {
  readonly attributes: Flat;
  readonly dropped: number;
}

/** Attributes of an event of the application. */
export function cleanEvent(attributes: Attributes | undefined, limits: SpanLimits): Cleaned {
  const { attributes: clean, droppedAttributesCount = 0 } = cleanSimpleAttributes(attributes, {
    attributeCountLimit: limits.attributePerEventCountLimit,
    attributeValueLengthLimit: limits.attributeValueLengthLimit,
  });
  return { attributes: clean ? flatten(clean) : [], dropped: droppedAttributesCount };
}

/** Attributes of a link, with the count of those that were dropped. */
export function cleanLink(attributes: Attributes | undefined, limits: SpanLimits): ReturnType<typeof cleanAttributes> {
  return cleanAttributes(attributes, {
    attributeCountLimit: limits.attributePerLinkCountLimit,
    attributeValueLengthLimit: limits.attributeValueLengthLimit,
  });
}

/** The same attributes, key and value in turn. */
export function flatten(attributes: Attributes): FlatValue[] {
  const flat: FlatValue[] = [];
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== undefined) flat.push(key, value);
  }
  return flat;
}
