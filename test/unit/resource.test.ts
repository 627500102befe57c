// Who the process says it is.

import { expect } from 'chai';
import { describeProcess } from '../../instrumentation/resource.ts';
import { readSettings } from '../../instrumentation/settings/index.ts';

const attributesFor = (environment: NodeJS.ProcessEnv, entry?: string) => {
  const { resource, warnings } = describeProcess(readSettings(environment).settings, entry);
  return { attributes: resource.attributes, warnings };
};

describe('describeProcess', () => {
  it('takes the name and version of the nearest package.json when no name is set', () => {
    const { attributes } = attributesFor({}, import.meta.filename);
    expect(attributes).to.include({ 'service.name': '@peragus/observability', 'service.version': '0.1.0' });
  });

  it('prefers OTEL_SERVICE_NAME to service.name in OTEL_RESOURCE_ATTRIBUTES', () => {
    const { attributes } = attributesFor({
      OTEL_SERVICE_NAME: 'api',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,service.namespace=peragus,team=a%2Cb',
    });
    expect(attributes).to.include({ 'service.name': 'api', 'service.namespace': 'peragus', team: 'a,b' });
  });

  it('keeps 2 good pairs beside 3 bad ones, with a warning for each bad one', () => {
    const { attributes, warnings } = attributesFor({ OTEL_RESOURCE_ATTRIBUTES: 'good=1,=nothing,no-equals,bad=%E0%A4%A,fine=2' });
    expect(attributes).to.include({ good: '1', fine: '2' });
    expect(warnings).to.have.lengthOf(3);
  });

  it('gives each process its own instance id', () => {
    expect(attributesFor({}).attributes['service.instance.id']).to.not.equal(attributesFor({}).attributes['service.instance.id']);
  });

  it('can be told another version, but not another SDK', () => {
    const { attributes } = attributesFor({ OTEL_RESOURCE_ATTRIBUTES: 'service.version=9,telemetry.sdk.name=fake' });
    expect(attributes).to.include({ 'service.version': '9', 'telemetry.sdk.name': 'opentelemetry' });
  });
});
