// Errors become text without what libraries hang on them.

import { inspect } from 'node:util';
import { expect } from 'chai';
import { withoutBaggage } from '../../instrumentation/libraries/logs/error-text.ts';

const withProperties = (message: string, properties: object, options?: ErrorOptions) =>
  Object.assign(new Error(message, options), properties);

describe('an error that is printed', () => {
  it('stays itself when it tells only what failed, so that its text is the printed one', () => {
    const system = withProperties('connect', { code: 'ECONNREFUSED', errno: -111, syscall: 'connect', address: '127.0.0.1', port: 9 });
    for (const plain of [new Error('plain'), system, new Error('outer', { cause: system }), new AggregateError([system], 'many')])
      expect(withoutBaggage(plain), plain.message).to.equal(plain);
  });

  it('loses request, answer and configuration, and keeps message, stack, code and cause', () => {
    const inner = withProperties('refused', { code: 'E_INNER', config: { headers: { authorization: 'canary-header' } } });
    const outer = withProperties(
      'call failed',
      { statusCode: 500, requestBodyValues: { prompt: 'canary-prompt' }, url: 'canary-url' },
      { cause: inner },
    );
    expect(inspect(outer, { depth: 9 }))
      .to.include('canary-prompt')
      .and.include('canary-header');
    const text = String(withoutBaggage(outer));
    expect(text).to.not.include('canary');
    expect(text)
      .to.include('Error: call failed\n    at ')
      .and.include('statusCode: 500')
      .and.include('[cause]: Error: refused')
      .and.include('code: E_INNER');
  });

  it('loses them as a field of a printed object or list too; the other fields stay', () => {
    const failed = withProperties('failed', { request: { prompt: 'canary-prompt' } });
    for (const printed of [{ error: failed, user: 'ada' }, [failed, 'ada']]) {
      const text = inspect(withoutBaggage(printed));
      expect(text).to.include('failed').and.include('ada').and.not.include('canary');
    }
    const plain = { error: new Error('plain') };
    expect(withoutBaggage(plain)).to.equal(plain);
  });

  it('ends, even when errors cause each other', () => {
    const one = withProperties('one', { extra: {} });
    one.cause = new Error('two', { cause: one });
    expect(String(withoutBaggage(one)).length).to.be.lessThan(20_000);
  });

  for (const other of ['text', 7, null, undefined, { stack: 'no error' }])
    it(`leaves ${inspect(other)} alone`, () => expect(withoutBaggage(other)).to.equal(other));
});
