// Which spans are recorded, and whose children they are: our decisions and the SDK's samplers must agree, across both kinds of spans.

import { randomBytes } from 'node:crypto';
import { type Context, context, ROOT_CONTEXT, SamplingDecision, SpanKind, trace } from '@opentelemetry/api';
import { suppressTracing, TraceState } from '@opentelemetry/core';
import { expect } from 'chai';
import { decisions, NO_FLAGS } from '../../instrumentation/signals/spans/sampling.ts';
import { chooseSampler } from '../../instrumentation/signals/spans/sdk-traces.ts';
import { traceIdOf } from '../../instrumentation/signals/spans/trace-id.ts';
import { below, type Kind, ourKind, type Sampling, sdkKind } from '../support/span-twins.ts';

const TRACE = 'ab'.repeat(16);
const SPAN = 'cd'.repeat(8);

const RATIOS = ['0', '1', '0.5', '0.001', '0.999', '1e-9', '2', '-1', 'many', ''];
const SAMPLINGS: Sampling[] = [
  ...(['always_on', 'always_off', 'parentbased_always_on', 'parentbased_always_off'] as const).map((sampler) => ({
    sampler,
    samplerArgument: '0.5',
  })),
  ...RATIOS.flatMap((samplerArgument) =>
    (['traceidratio', 'parentbased_traceidratio'] as const).map((sampler) => ({ sampler, samplerArgument })),
  ),
];

/** Ids at the edges of what a ratio compares, and any others. */
const IDS = [
  `${'0'.repeat(31)}1`,
  'f'.repeat(32),
  `7fffffff${'0'.repeat(24)}`,
  `80000000${'0'.repeat(24)}`,
  `7ffffffe${'0'.repeat(24)}`,
  ...Array.from({ length: 300 }, () => randomBytes(16).toString('hex')),
];

const PARENTS: Record<string, (traceId: string) => Context> = {
  'no parent': () => ROOT_CONTEXT,
  'a sampled caller': (traceId) => trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: SPAN, traceFlags: 1, isRemote: true }),
  'a caller that left it out': (traceId) => trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: SPAN, traceFlags: 0, isRemote: true }),
  'a sampled local parent': (traceId) => trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: SPAN, traceFlags: 1 }),
  'a local parent that was left out': (traceId) => trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: SPAN, traceFlags: 0 }),
};

describe('decisions', () => {
  for (const sampling of SAMPLINGS) {
    it(`of ${sampling.sampler} with "${sampling.samplerArgument}" are those of the SDK's sampler`, () => {
      const decide = decisions(sampling);
      const sampler = chooseSampler(sampling);
      for (const id of IDS) {
        for (const [what, parentOf] of Object.entries(PARENTS)) {
          const within = parentOf(id);
          const { decision } = sampler.shouldSample(within, id, 'name', SpanKind.SERVER, {}, []);
          const flags = trace.getSpanContext(within)?.traceFlags ?? NO_FLAGS;
          expect(decide(traceIdOf(id), flags), `${id} with ${what}`).to.equal(decision === SamplingDecision.RECORD_AND_SAMPLED);
        }
      }
    });
  }
});

const KINDS: [string, (sampling?: Sampling) => Kind][] = [
  ["the SDK's", (sampling) => sdkKind({}, sampling)],
  ['ours', (sampling) => ourKind({}, sampling)],
];

describe('Spans that are left out', () => {
  const never: Sampling = { sampler: 'parentbased_always_off', samplerArgument: '1' };
  for (const [whose, make] of KINDS) {
    it(`hand on a new id of the same trace with flags 00, and record nothing: ${whose}`, () => {
      const kind = make(never);
      const within = trace.setSpanContext(ROOT_CONTEXT, {
        traceId: TRACE,
        spanId: SPAN,
        traceFlags: 0,
        isRemote: true,
        traceState: new TraceState('a=1'),
      });
      const span = kind.start('work', {}, within);
      const { traceId, spanId, traceFlags, traceState } = span.spanContext();
      expect([traceId, traceFlags, traceState?.serialize()]).to.deep.equal([TRACE, 0, 'a=1']);
      expect(spanId)
        .to.match(/^[\da-f]{16}$/)
        .and.not.equal(SPAN);
      expect(span.isRecording()).to.equal(false);
      span
        .setAttribute('a', 1)
        .setAttributes({})
        .addEvent('e')
        .addLink({ context: span.spanContext() })
        .addLinks([])
        .updateName('n')
        .setStatus({ code: 2 });
      span.recordException('x');
      span.end();
      expect(kind.ended).to.be.empty;
    });

    it(`have children that are left out: ${whose}`, () => {
      const kind = make(never);
      const parent = kind.start('parent');
      expect(trace.isSpanContextValid(parent.spanContext())).to.equal(true);
      const child = kind.start('child', {}, below(parent));
      expect(child.spanContext().traceId).to.equal(parent.spanContext().traceId);
      expect(child.isRecording()).to.equal(false);
    });
  }
});

describe('Suppressed contexts', () => {
  for (const [whose, make] of KINDS) {
    it(`give spans without ids that record nothing, below whatever span: ${whose}`, () => {
      const kind = make();
      const parent = kind.start('parent');
      for (const within of [suppressTracing(ROOT_CONTEXT), suppressTracing(below(parent)), below(parent, suppressTracing(ROOT_CONTEXT))]) {
        const span = kind.start('work', {}, within);
        expect(span.isRecording()).to.equal(false);
        expect(trace.isSpanContextValid(span.spanContext())).to.equal(false);
      }
      expect(kind.start('work').isRecording()).to.equal(true);
    });
  }
});

describe('Parents across both kinds', () => {
  for (const sampler of ['parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio', 'traceidratio'] as const) {
    const sampling = { sampler, samplerArgument: '0.5' };
    for (const isOursBelow of [true, false]) {
      it(`${isOursBelow ? "ours below the SDK's" : "the SDK's below ours"}: one trace and one decision, ${sampler}`, () => {
        const [above, under] = isOursBelow
          ? [sdkKind({}, sampling), ourKind({}, sampling)]
          : [ourKind({}, sampling), sdkKind({}, sampling)];
        for (let run = 0; run < 50; run += 1) {
          const parent = above.start('parent');
          const child = under.start('child', {}, isOursBelow ? trace.setSpan(ROOT_CONTEXT, parent) : below(parent));
          const grandchild = above.start('grandchild', {}, below(child));
          expect(child.spanContext().traceId).to.equal(parent.spanContext().traceId);
          expect([child.isRecording(), grandchild.isRecording()]).to.deep.equal([parent.isRecording(), parent.isRecording()]);
          for (const span of [grandchild, child, parent]) span.end();
          if (!parent.isRecording() && under.ended.length === 0) continue;
          const last = under.ended.at(-1);
          if (last?.spanContext().spanId !== child.spanContext().spanId) continue;
          expect(last.parentSpanContext?.spanId).to.equal(parent.spanContext().spanId);
          expect(last.parentSpanContext?.isRemote ?? false).to.equal(false);
          expect(above.ended.at(-2)?.parentSpanContext?.spanId).to.equal(child.spanContext().spanId);
        }
        if (sampler === 'parentbased_always_on') expect([above.ended.length, under.ended.length]).to.deep.equal([100, 50]);
        if (sampler === 'parentbased_always_off') expect([above.ended.length, under.ended.length]).to.deep.equal([0, 0]);
      });
    }
  }

  it('the API of any context finds ours', () => {
    const span = ourKind().start('work');
    expect(trace.getSpan(below(span))).to.equal(span);
    expect(trace.getSpanContext(below(span, trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE, spanId: SPAN, traceFlags: 1 })))).to.equal(
      span.spanContext(),
    );
    expect(trace.getSpan(context.active())).to.equal(undefined);
  });
});
