// One table of cases, run on a span of the SDK and on one of ours: both must tell the same.

import type { Attributes, Link, Span } from '@opentelemetry/api';
import { expect } from 'chai';
import type { SpanLimits } from '../../instrumentation/signals/spans/span-limits.ts';
import { essence, type Kind, ourKind, sdkKind } from './span-twins.ts';

export interface Case {
  readonly rule: string;
  readonly limits?: Partial<SpanLimits>;
  readonly withTimes?: boolean;
  readonly run: (kind: Kind) => unknown;
}

/** Runs `change` on one span and ends it. */
export const on =
  (change: (span: Span) => unknown, attributes: Attributes = {}) =>
  (kind: Kind) => {
    const span = kind.start('work', { attributes });
    change(span);
    span.end();
  };
/** A link to a span with this last digit. */
export const link = (last: string, attributes?: Attributes): Link => ({
  context: { traceId: 'ef'.repeat(16), spanId: `aaaaaaaaaaaaaaa${last}`, traceFlags: 1 },
  ...(attributes ? { attributes } : {}),
});

/** Makes a test of each case. */
export function compareKinds(cases: readonly Case[]): void {
  for (const { rule, limits = {}, withTimes = false, run } of cases) {
    it(rule, () => {
      const sdk = sdkKind(limits);
      run(sdk);
      expect(sdk.ended, 'the case records nothing').to.not.be.empty;
      for (const asList of [false, true]) {
        const ours = ourKind(limits, undefined, asList);
        run(ours);
        expect(essence(ours.ended, withTimes)).to.deep.equal(essence(sdk.ended, withTimes));
      }
    });
  }
}
