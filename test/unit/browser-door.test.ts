// Parts of the browser door: its settings, its buckets, and whose request it is.

import { expect } from 'chai';
import { networkOf } from '../../collector/browser-door/client-address.ts';
import { readSettings } from '../../collector/browser-door/settings.ts';
import { TokenBuckets } from '../../collector/browser-door/token-buckets.ts';

describe('settings of the browser door', () => {
  it('let nobody in by default, on loopback', () => {
    const settings = readSettings({});
    expect([settings.host, settings.port, [...settings.origins]]).to.deep.equal(['127.0.0.1', 4319, []]);
    expect(settings.tls).to.equal(undefined);
  });

  for (const [variable, value] of [
    ['PERAGUS_BROWSER_ORIGINS', '*'],
    ['PERAGUS_BROWSER_ORIGINS', 'https://*.example.com'],
    ['PERAGUS_BROWSER_ORIGINS', 'https://app.example.com/'],
    ['PERAGUS_BROWSER_ORIGINS', 'app.example.com'],
    ['PERAGUS_BROWSER_ORIGINS', 'null'],
    ['PERAGUS_BROWSER_RATE', '0'],
    ['PERAGUS_BROWSER_BURST', 'much'],
    ['PERAGUS_BROWSER_TRUSTED_PROXIES', '-1'],
    ['PERAGUS_BROWSER_DOOR_CERT_FILE', '/nowhere.pem'],
    ['PERAGUS_BROWSER_DOOR_HOST', '0.0.0.0'],
  ] as const) {
    it(`refuse ${variable}=${value} in a sentence that names it`, () =>
      expect(() => readSettings({ [variable]: value })).to.throw(variable));
  }

  it('open to other machines in plain text only where a private network is said', () => {
    const settings = readSettings({ PERAGUS_BROWSER_DOOR_HOST: '0.0.0.0', PERAGUS_PLAINTEXT: 'private-network' });
    expect(settings.host).to.equal('0.0.0.0');
  });
});

describe('token buckets', () => {
  it('give a burst at once, then a token each 1/rate, and never more than the burst again', () => {
    const buckets = new TokenBuckets({ perSecond: 10, burst: 3 });
    const takeAll = (nowMs: number) => Array.from({ length: 5 }, () => buckets.take('a', nowMs)).filter((waitMs) => waitMs === 0).length;
    expect(takeAll(0)).to.equal(3);
    expect(buckets.take('a', 40)).to.be.closeTo(60, 0.001);
    expect(takeAll(100)).to.equal(1);
    expect(takeAll(250)).to.equal(1);
    expect(takeAll(1_000_000)).to.equal(3);
  });

  it('remember 100 keys of 10 000 at most, and let newcomers share one bucket, without a new one for those who are remembered', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 2 }, 100);
    let taken = 0;
    for (let key = 0; key < 10_000; key += 1) if (buckets.take(`key ${key}`, 5_000) === 0) taken += 1;
    expect(buckets.size).to.be.at.most(101);
    expect(taken).to.equal(102);
    expect([buckets.take('key 5', 5_000), buckets.take('key 5', 5_000)].filter((waitMs) => waitMs === 0)).to.have.lengthOf(1);
  });

  it('forget who has been quiet until its bucket was full', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 2 }, 100);
    for (let key = 0; key < 100; key += 1) buckets.take(`key ${key}`, 5_000);
    expect(buckets.take('newcomer', 60_000)).to.equal(0);
    expect(buckets.size).to.equal(1);
  });
});

describe('networkOf', () => {
  for (const [address, network] of [
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ] as const)
    it(`is ${network || 'nothing'} for ${address || 'nothing'}`, () => expect(networkOf(address)).to.equal(network));
});
