// A span of our own libraries, as the API's users see it: they can't tell it from the SDK's.

import {
  type Attributes,
  type AttributeValue,
  diag,
  type Exception,
  type Link,
  type Span,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api';
import { isTimeInput } from '@opentelemetry/core';
import { attribute as a } from '../../vocabulary/index.ts';
import { momentOf } from './clock.ts';
import { LightRecord } from './light-record.ts';
import { cleanEvent, cleanLink, cleanValue, isInvalidKey } from './span-limits.ts';

export class LightSpan extends LightRecord implements Span {
  setAttribute(key: string, value: AttributeValue): this {
    if (value === undefined || this.isClosed() || isInvalidKey(key)) return this;
    const { limits } = this.home;
    const isFull = (this.own.length + (this.shared?.length ?? 0)) / 2 >= limits.attributeCountLimit;
    if (isFull && !this.has(key)) {
      this.dropAttribute();
      return this;
    }
    const clean = cleanValue(key, value, limits);
    if (clean !== undefined) this.put(key, clean);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const key in attributes) if (Object.hasOwn(attributes, key)) this.setAttribute(key, attributes[key]);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.isClosed()) return this;
    const isTime = isTimeInput(attributesOrTime);
    const at = isTime && !isTimeInput(time) ? attributesOrTime : time;
    const { attributes, dropped } = cleanEvent(isTime ? undefined : (attributesOrTime as Attributes | undefined), this.home.limits);
    this.tell(name, momentOf(at), attributes, dropped);
    return this;
  }

  addLink({ context, attributes }: Link): this {
    if (this.isClosed()) return this;
    const { limits } = this.home;
    if (limits.linkCountLimit === 0) {
      this.droppedLinks += 1;
      return this;
    }
    this.links ??= [];
    if (this.links.length >= limits.linkCountLimit) {
      if (this.droppedLinks === 0) diag.debug('Dropping extra links.');
      this.links.shift();
      this.droppedLinks += 1;
    }
    this.links.push({ context, ...cleanLink(attributes, limits) });
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus({ code, message }: SpanStatus): this {
    if (this.isClosed() || code === SpanStatusCode.UNSET || this.statusCode === SpanStatusCode.OK) return this;
    this.statusCode = code;
    this.statusMessage = code === SpanStatusCode.ERROR && typeof message === 'string' ? message : undefined;
    if (code === SpanStatusCode.ERROR && message != null && typeof message !== 'string') {
      diag.warn(`Dropping invalid status.message of type '${typeof message}', expected 'string'`);
    }
    return this;
  }

  updateName(name: string): this {
    if (!this.isClosed()) this.name = name;
    return this;
  }

  end(time?: TimeInput): void {
    if (this.isEnded) {
      const { traceId, spanId } = this.spanContext();
      diag.error(`${this.name} ${traceId}-${spanId} - You can only call end() on a span once.`);
      return;
    }
    this.finish(momentOf(time));
  }

  isRecording(): boolean {
    return !this.isEnded;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes: Attributes = {};
    if (typeof exception === 'string') attributes[a.exceptionMessage.key] = exception;
    else if (exception) {
      if (exception.code) attributes[a.exceptionType.key] = exception.code.toString();
      else if (exception.name) attributes[a.exceptionType.key] = exception.name;
      if (exception.message) attributes[a.exceptionMessage.key] = exception.message;
      if (exception.stack) attributes[a.exceptionStacktrace.key] = exception.stack;
    }
    if (attributes[a.exceptionType.key] || attributes[a.exceptionMessage.key]) this.addEvent('exception', attributes, time);
    else diag.warn(`Failed to record an exception ${exception}`);
  }
}
