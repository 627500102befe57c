// The starter's trace: parent of what a process does on its own account in its first minute, of nothing else.

import { propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { expect } from 'chai';
import { adoptParent, processParent } from '../../instrumentation/signals/context/process-parent.ts';

const spanOf = (last: string) => ({ traceId: 'a'.repeat(32), spanId: `bbbbbbbbbbbbbbb${last}`, traceFlags: 1 });
const starter = propagation.setBaggage(
  trace.setSpanContext(ROOT_CONTEXT, spanOf('1')),
  propagation.createBaggage({ book: { value: 'of the starter' } }),
);

describe('processParent', () => {
  const { uptime } = process;
  const runFor = (timeS: number) => {
    process.uptime = () => timeS;
  };
  beforeEach(() => runFor(1));
  afterEach(() => {
    process.uptime = uptime;
    adoptParent(ROOT_CONTEXT);
  });

  it('gives the span and the baggage of the starter where there are none', () => {
    adoptParent(starter);
    const given = processParent(ROOT_CONTEXT);
    expect(trace.getSpanContext(given)).to.deep.equal(spanOf('1'));
    expect(propagation.getBaggage(given)?.getEntry('book')?.value).to.equal('of the starter');
  });

  it('leaves a context alone that has a span, or that is our own traffic', () => {
    adoptParent(starter);
    const own = trace.setSpanContext(ROOT_CONTEXT, spanOf('2'));
    expect(processParent(own)).to.equal(own);
    const suppressed = suppressTracing(ROOT_CONTEXT);
    expect(processParent(suppressed)).to.equal(suppressed);
  });

  it('gives nothing after a minute, and nothing where nobody left a trace', () => {
    adoptParent(starter);
    runFor(61);
    expect(processParent(ROOT_CONTEXT)).to.equal(ROOT_CONTEXT);
    runFor(1);
    adoptParent(ROOT_CONTEXT);
    expect(processParent(ROOT_CONTEXT)).to.equal(ROOT_CONTEXT);
  });
});
