// The ledger's reasons and signals are those of the vocabulary: a reason that a metric may not have would fold into its overflow.

import { expect } from 'chai';
import { DROP_REASONS, SIGNALS } from '../../instrumentation/delivery/ledger.ts';
import { deliveryAttribute as a } from '../../instrumentation/vocabulary/domains/delivery.ts';

describe('the ledger', () => {
  it('knows the signals and the reasons of the vocabulary, and no others', () => {
    expect(a.signal.cardinality).to.deep.equal({ kind: 'enum', values: [...SIGNALS] });
    expect(a.dropReason.cardinality).to.deep.equal({ kind: 'enum', values: [...DROP_REASONS] });
  });
});
