// The line that says how mail is sent: what it means, and that a wrong one is refused without being repeated.

import { expect } from 'chai';
import { readEmailAddress } from '../../alerts/notifications/email-address.ts';

const WHO = 'from=alerts@example.com&to=on-call@example.com';

describe('the address of mail', () => {
  it('reads server, port, user, password, sender and receivers', () => {
    const line =
      'smtp://alerts%40example.com:p%40ss%2Fword@smtp.example.com:2587?from=alerts@example.com&to=one@example.com,two@example.com\n';
    expect(readEmailAddress(line)).to.deep.equal({
      smarthost: 'smtp.example.com:2587',
      from: 'alerts@example.com',
      to: 'one@example.com, two@example.com',
      username: 'alerts@example.com',
      password: 'p@ss/word',
      requireTls: true,
    });
  });

  it('takes port 587 for smtp: and 465 for smtps:, and neither user nor password where there is none', () => {
    expect(readEmailAddress(`smtp://relay?${WHO}`)).to.deep.include({ smarthost: 'relay:587', requireTls: true });
    expect(readEmailAddress(`smtps://relay?${WHO}`)).to.deep.include({ smarthost: 'relay:465' });
    expect(readEmailAddress(`smtp://relay:25?${WHO}&tls=off`)).to.deep.include({ smarthost: 'relay:25', requireTls: false });
    expect(readEmailAddress(`smtp://relay?${WHO}`)).not.to.have.any.keys('username', 'password');
  });

  it('refuses 8 wrong lines, and repeats none of them', () => {
    const wrong = [
      'hunter2',
      '',
      `https://hunter2@relay?${WHO}`,
      'smtp://user:hunter2@relay',
      'smtp://user:hunter2@relay?from=alerts@example.com',
      'smtp://user:hunter2@relay?from=alerts@example.com&to=nobody',
      `smtp://user:hunter2@relay?${WHO}&tls=off`,
      `smtps://user:hunter2@relay:587?${WHO}`,
    ];
    for (const line of wrong) expect(() => readEmailAddress(line), line).to.throw(/^(?!.*hunter2).{20,}/);
  });
});
