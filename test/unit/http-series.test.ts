// Series of HTTP requests are bound once, and only so many.

import { expect } from 'chai';
import { originOf } from '../../instrumentation/libraries/http/client-series.ts';
import { AllServerSeries, OUTCOME } from '../../instrumentation/libraries/http/server-series.ts';
import { SOFT_ERROR } from '../../instrumentation/vocabulary/index.ts';

describe('series of server requests', () => {
  it('are the same for requests that ended alike', () => {
    const all = new AllServerSeries();
    const family = all.familyOf('GET', 'http', '1.1');
    expect(all.familyOf('GET', 'http', '1.1')).to.equal(family);
    const series = family.seriesOf('/a', 200, OUTCOME.answered);
    expect(family.seriesOf('/a', 200, OUTCOME.answered)).to.equal(series);
    expect(series).to.include({ name: 'GET /a', route: '/a', errorType: undefined });
  });

  it('differ by method, scheme, version, route, status and outcome', () => {
    const all = new AllServerSeries();
    const found = new Set([
      all.familyOf('GET', 'http', '1.1').seriesOf('/a', 200, OUTCOME.answered),
      all.familyOf('POST', 'http', '1.1').seriesOf('/a', 200, OUTCOME.answered),
      all.familyOf('GET', 'https', '1.1').seriesOf('/a', 200, OUTCOME.answered),
      all.familyOf('GET', 'http', '1.0').seriesOf('/a', 200, OUTCOME.answered),
      all.familyOf('GET', 'http', '1.1').seriesOf(undefined, 200, OUTCOME.answered),
      all.familyOf('GET', 'http', '1.1').seriesOf('/a', 201, OUTCOME.answered),
      all.familyOf('GET', 'http', '1.1').seriesOf('/a', 200, OUTCOME.aborted),
      all.familyOf('GET', 'http', '1.1').seriesOf('/a', 200, OUTCOME.softError),
    ]);
    expect(found.size).to.equal(8);
  });

  it('know what their requests failed of', () => {
    const family = new AllServerSeries().familyOf('GET', 'http', '1.1');
    expect(family.seriesOf('/a', 503, OUTCOME.answered).errorType).to.equal('503');
    expect(family.seriesOf('/a', 503, OUTCOME.aborted).errorType).to.equal('aborted');
    expect(family.seriesOf('/a', 0, OUTCOME.aborted).errorType).to.equal('aborted');
    expect(family.seriesOf('/a', 200, OUTCOME.softError).errorType).to.equal(SOFT_ERROR);
    expect(family.seriesOf('/a', 404, OUTCOME.answered).errorType).to.equal(undefined);
  });

  it('are forgotten when there are too many, in all families, and then bound anew', () => {
    const all = new AllServerSeries(3);
    const families = [all.familyOf('GET', 'http', '1.1'), all.familyOf('POST', 'http', '1.1')];
    for (let route = 0; route < 50; route += 1) {
      for (const family of families) {
        expect(family.seriesOf(`/${route}`, 200, OUTCOME.answered).route).to.equal(`/${route}`);
        expect(all.kept).to.be.at.most(3);
        expect(families.reduce((sum, { routes }) => sum + routes.size, 0)).to.equal(all.kept);
      }
    }
  });
});

describe('series of outgoing requests', () => {
  it('are the same for calls that ended alike', () => {
    const origin = originOf('https://user:canary@shop.test');
    expect(originOf('https://user:canary@shop.test')).to.equal(origin);
    expect(origin).to.include({ bare: 'https://shop.test', address: 'shop.test', port: 443 });
    expect(origin.seriesOf('GET', 200)).to.equal(origin.seriesOf('GET', 200));
    expect(new Set([origin.seriesOf('GET', 200), origin.seriesOf('PUT', 200), origin.seriesOf('GET', 'ECONNREFUSED')]).size).to.equal(3);
    expect(origin.seriesOf('GET', 404).errorType).to.equal('404');
    expect(origin.seriesOf('GET', 'ECONNREFUSED').errorType).to.equal('ECONNREFUSED');
  });

  it('have no address where the origin is none', () => expect(originOf('nowhere')).to.include({ address: undefined, port: 0 }));

  it('are forgotten when there are too many', () => {
    const origin = originOf('http://one.test');
    const first = origin.seriesOf('GET', 200);
    for (let status = 0; status < 2000; status += 1) origin.seriesOf('GET', `E${status}`);
    expect(origin.series.get('GET')?.size).to.be.at.most(2000);
    expect(origin.seriesOf('GET', 200)).to.not.equal(first);
    for (let host = 0; host < 500; host += 1) originOf(`http://h${host}.test`);
    expect(originOf('http://one.test')).to.not.equal(origin);
  });
});
