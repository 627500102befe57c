// Compares what arrived about AI operations with what the stand-in really answered.

import { expect } from 'chai';
import type { AiStub } from './ai-stub.ts';
import type { Sink, SpanRecord } from './sink.ts';

const CLIENT = 3;

/** Spans of operations, each with the requests below it. */
export interface Operation {
  readonly span: SpanRecord;
  readonly requests: readonly SpanRecord[];
}

/** Operations of models, in the order in which they ended; loops are not among them, nor what clients say of themselves. */
export function operationsIn(sink: Sink): Operation[] {
  return sink.spans
    .filter((span) => span.kind === CLIENT && span.attributes['gen_ai.operation.name'] !== undefined)
    .map((span) => ({
      span,
      requests: sink.spans.filter((each) => each.parentSpanId === span.spanId && each.attributes['http.request.method']),
    }));
}

/** Name, attempts, failure and finish reason of each operation, as one line, sorted. */
export function linesOf(operations: readonly Operation[]): string[] {
  return operations
    .map(({ span: { name, attributes } }) => {
      const word = attributes['error.type'] ?? (attributes['gen_ai.response.finish_reasons'] as string[] | undefined)?.join() ?? 'done';
      return `${name} ×${attributes['gen_ai.request.attempts'] ?? 0} ${word}`;
    })
    .sort();
}

/** Every attempt that the stand-in saw hangs below an operation, and tokens and attempts add up to its own count. */
export function proveAgainst(stub: AiStub, sink: Sink): void {
  const operations = operationsIn(sink);
  const requests = new Map(operations.flatMap((operation) => operation.requests.map((request) => [request.spanId, operation])));
  for (const attempt of stub.attempts) {
    // Anthropic's client sends a header of its own before ours; two of them come joined by a comma.
    const parent = attempt.traceparent?.split(', ').at(-1)?.split('-')[2] ?? 'none';
    expect(requests.has(parent), `${attempt.path} ${attempt.model} below an operation`).to.equal(true);
  }
  for (const { span, requests: own } of operations) expect(span.attributes['gen_ai.request.attempts'] ?? 0, span.name).to.equal(own.length);
  const seen = operations.filter(({ requests: own }) => own.length > 0);
  const toldByStub = { input: sum(stub.attempts, 'input'), output: sum(stub.attempts, 'output') };
  const bySpans = { input: usage(seen, 'gen_ai.usage.input_tokens'), output: usage(seen, 'gen_ai.usage.output_tokens') };
  expect(bySpans).to.deep.equal(toldByStub);
}

/** Sum and count of a histogram, or the value of a counter, over all series that fit. */
export function totalOf(
  sink: Sink,
  metric: string,
  where: Readonly<Record<string, unknown>> = {},
): { readonly sum: number; readonly count: number } {
  const last = new Map<string, { sum: number; count: number }>();
  for (const message of sink.bodies.map((body) => JSON.parse(body))) {
    for (const { scopeMetrics } of message.resourceMetrics ?? []) {
      for (const { metrics } of scopeMetrics) {
        for (const each of metrics.filter(({ name }: { name: string }) => name === metric)) {
          for (const point of (each.histogram ?? each.sum).dataPoints) {
            const labels = Object.fromEntries(
              point.attributes.map(({ key, value }: { key: string; value: object }) => [key, Object.values(value)[0]]),
            );
            if (!Object.entries(where).every(([key, value]) => labels[key] === value)) continue;
            last.set(JSON.stringify(labels), { sum: Number(point.sum ?? point.asDouble ?? point.asInt), count: Number(point.count ?? 1) });
          }
        }
      }
    }
  }
  return [...last.values()].reduce((one, other) => ({ sum: one.sum + other.sum, count: one.count + other.count }), { sum: 0, count: 0 });
}

/** Nothing of prompts, answers and keys is in anything that arrived. */
export function proveSilent(sink: Sink): void {
  expect(/.{0,40}canary.{0,40}/.exec(sink.bodies.join('\n'))?.[0]).to.equal(undefined);
}

const sum = (rows: readonly { readonly input: number; readonly output: number }[], key: 'input' | 'output') =>
  rows.reduce((total, row) => total + row[key], 0);
const usage = (operations: readonly Operation[], key: string) =>
  operations.reduce((total, { span }) => total + Number(span.attributes[key] ?? 0), 0);
