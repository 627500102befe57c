// The kit's rarer panels, log counts and links to other dashboards: what comes out is what Grafana reads.

import { expect } from 'chai';
import { howMany, isThere, leftOf, per, rest, shareOf } from '../../dashboards/kit/arithmetic.ts';
import { buildClassic } from '../../dashboards/kit/classic/dashboard.ts';
import { NEUTRAL, worseBelow } from '../../dashboards/kit/colours.ts';
import { buckets, events, level, spent } from '../../dashboards/kit/expression.ts';
import { FIRING, firingAlerts, firingSeconds } from '../../dashboards/kit/firing.ts';
import { chosen, inSeries, inVariable, keptChoices, linkUrl, toDashboard, toLogs, toTraces } from '../../dashboards/kit/links.ts';
import { frequentLines, lineCount, lineRate, newLines, PATTERN } from '../../dashboards/kit/log-lines.ts';
import type { Panel } from '../../dashboards/kit/model.ts';
import { bars, heatmap, stat, states, table, text, traces } from '../../dashboards/kit/panels.ts';
import { SEVERITY, scopedLogs, scopedTraces } from '../../dashboards/kit/signals.ts';
import { dataPanels, isHealthyEmpty, queriesOf, readBoard } from '../../dashboards/lint/board.ts';
import { readPromql } from '../../dashboards/lint/promql.ts';
import { ALL_CHOSEN, MACROS, substitute } from '../../dashboards/lint/substitute.ts';
import { attribute, metric, resourceAttribute, stackMetric } from '../../instrumentation/vocabulary/index.ts';

const { serviceName } = resourceAttribute;
const requests = metric.httpServerRequestDuration;
const by = [serviceName.key] as const;
const texts = { title: 'T', shows: 'S.', normal: 'N.', otherwise: 'O.', empty: 'E' };
const links = [toTraces('traces', [serviceName]), toLogs('logs', [serviceName])];
const ofChosen = links.map(chosen);

const built = (...panels: readonly Panel[]) =>
  readBoard(
    buildClassic({
      uid: 'one',
      title: 'One',
      description: '',
      tags: ['t'],
      home: { uid: 'home', title: 'Home' },
      choices: [],
      annotations: [],
      rows: [{ title: 'Row', panels }],
      refreshS: 30,
    }),
  );
const first = (...panels: readonly Panel[]) => JSON.parse(JSON.stringify(built(...panels).panels[1]));
const parses = (promql: string): boolean => readPromql(substitute(promql, { ...MACROS, ...ALL_CHOSEN })).valid;

describe('dashboard kit, rarer panels', () => {
  it('draws a heat map of buckets by their upper bound, with exemplars and the unit of the bounds', () => {
    const panel = first(heatmap({ ...texts, links: ofChosen, query: { expression: buckets(requests) } }));
    expect(panel.type).to.equal('heatmap');
    expect(panel.targets[0]).to.include({ format: 'heatmap', legendFormat: '{{le}}', exemplar: true, range: true });
    expect(panel.options.yAxis.unit).to.equal('s');
    expect(panel.options.calculate).to.equal(false);
  });

  it('draws states with a word and a colour for each value', () => {
    const query = { expression: isThere(level('max', metric.processUptime, { by })) };
    const panel = first(states({ ...texts, links, query, states: [{ value: 1, text: 'up', tone: 'good' }] }));
    expect(panel.type).to.equal('state-timeline');
    expect(panel.fieldConfig.defaults.mappings[0].options['1']).to.deep.equal({ text: 'up', color: '#009E73', index: 0 });
    expect(parses(query.expression.text)).to.equal(true);
  });

  it('draws bars that are asked once and end at a maximum', () => {
    const panel = first(bars({ ...texts, links, queries: [{ expression: events(requests, { by }) }], scale: NEUTRAL, max: 1 }));
    expect(panel.type).to.equal('bargauge');
    expect(panel.targets[0].instant).to.equal(true);
    expect(panel.fieldConfig.defaults.max).to.equal(1);
  });

  it('writes a text, which asks nothing and is no data panel', () => {
    const board = built(text({ title: 'T', markdown: '**x**', width: 24, height: 3 }));
    expect(board.panels[1]?.options?.content).to.equal('**x**');
    expect(dataPanels(board)).to.deep.equal([]);
  });

  it('lists spans with what is selected beside them', () => {
    const traceql = scopedTraces(
      { errorsOnly: true, event: 'e' },
      [{ attribute: attribute.genAiRequestAttempts, operator: '>', value: '1' }],
      [attribute.errorType],
    );
    expect(traceql).to.equal(
      '{resource.service.name=~"$service" && span.gen_ai.request.attempts>1 && status=error && event:name="e"} | select(span.error.type)',
    );
    const panel = first(traces({ ...texts, links: ofChosen, traceql, rows: 5, each: 'span' }));
    expect(panel.targets[0]).to.include({ tableType: 'spans', limit: 5 });
  });

  it('makes a table of log lines out of series, with the labels as columns', () => {
    const expression = lineCount({ by: [serviceName, SEVERITY] });
    const panel = first(
      table({
        ...texts,
        links,
        keys: [
          { attribute: serviceName, heading: 'Service' },
          { attribute: SEVERITY, heading: 'Level' },
        ],
        values: [{ heading: 'Lines', expression }],
        orderBy: 'Lines',
        rows: 5,
      }),
    );
    expect(panel.datasource.type).to.equal('loki');
    expect(panel.targets[0].queryType).to.equal('instant');
    expect(panel.transformations[0]).to.deep.equal({
      id: 'reduce',
      options: { reducers: ['lastNotNull'], mode: 'seriesToRows', labelsToFields: true },
    });
    expect(panel.transformations[1].options.renameByName).to.deep.equal({
      service_name: 'Service',
      severity_text: 'Level',
      'Last *': 'Lines',
    });
  });

  it('refuses a table of metrics with 1 value column, and one of log lines with 2', () => {
    const one = { heading: 'A', expression: events(requests, { by }) };
    const log = { heading: 'A', expression: lineCount({ by: [serviceName] }) };
    const make = (values: (typeof one)[]) => () => table({ ...texts, links, keys: [], values, orderBy: 'A', rows: 5 });
    expect(make([one])).to.throw('has 1 value columns');
    expect(make([log, log])).to.throw('has 2 value columns');
  });

  it('asks the log store in a stat, once or over time', () => {
    const query = { expression: lineRate({ by: [serviceName] }) };
    const typesOf = (['now', 'trend'] as const).map(
      (mode) => first(stat({ ...texts, links, query, scale: NEUTRAL, mode })).targets[0].queryType,
    );
    expect(typesOf).to.deep.equal(['instant', 'range']);
    const board = built(stat({ ...texts, links, query, scale: NEUTRAL, mode: 'now' }));
    expect(queriesOf(board).map(({ language, instant }) => [language, instant])).to.deep.equal([['logql', true]]);
  });

  it('links every dashboard but the first one back to it', () => {
    expect(built().links.map(({ type }) => type)).to.deep.equal(['link', 'dashboards']);
  });

  it('knows a panel that is well when it is empty by what it says of itself', () => {
    const panel = (normal: string) =>
      stat({ ...texts, normal, links, query: { expression: events(requests, { by }) }, scale: NEUTRAL, mode: 'now' });
    const board = built(panel('Empty.'), panel('Empty, or 0.'), panel('Not empty.'));
    expect(dataPanels(board).map(isHealthyEmpty)).to.deep.equal([true, true, false]);
  });
});

describe('dashboard kit, numbers made of numbers', () => {
  const cost = spent(metric.genAiClientCost, { by, over: 'hour' });

  it('have the unit of what they are', () => {
    expect(cost.unit).to.equal('currencyUSD');
    expect(per(cost, events(requests, { by })).unit).to.equal('currencyUSD');
    expect([shareOf(cost, 5), leftOf(0.005, cost), rest(cost)].map(({ unit }) => unit)).to.deep.equal(Array(3).fill('percentunit'));
  });

  it('all parse', () => {
    const all = [per(cost, cost), shareOf(cost, 5), leftOf(0.1, cost), rest(cost), howMany(firingAlerts()), firingSeconds()];
    expect(all.filter(({ text: written }) => !parses(written))).to.deep.equal([]);
  });

  it('sum up an hour, a month and the range each over a window of its own', () => {
    const windows = (['hour', 'month', 'range'] as const).map((over) => /\[(.+?)\]/.exec(events(requests, { by, over }).text)?.[1]);
    expect(windows).to.deep.equal(['1h', '30d', '$__range']);
  });

  it('of a part of the stack are narrowed by no choice, because they belong to no service', () => {
    expect(level('max', stackMetric.queueSize, { by: ['exporter'] }).text).to.equal(
      'max by (exporter) (last_over_time(otelcol_exporter_queue_size[$__rate_interval]))',
    );
    expect(spent(stackMetric.acceptedSpans, { by: [] }).text).to.contain('otelcol_receiver_accepted_spans_total[$__rate_interval]');
  });

  it('colour what gets worse below a value', () => {
    expect(worseBelow(0, 0.25).map(({ from, tone }) => [from, tone])).to.deep.equal([
      [null, 'bad'],
      [0, 'warn'],
      [0.25, 'good'],
    ]);
  });

  it('count alerts that fire, but never the one that always does', () => {
    expect(FIRING).to.contain('alertstate="firing"').and.to.contain('alertname!="Watchdog"');
  });
});

describe('dashboard kit, log lines', () => {
  const kind = attribute.exceptionType;

  it('are narrowed by the choices and by what stands beside them', () => {
    expect(scopedLogs([[kind, '!=', '']])).to.equal(
      '{service_name=~".+", service_name=~"$service", deployment_environment_name=~"$environment"} | service_instance_id=~"$instance" | exception_type!=""',
    );
  });

  it('are new when the time before did not have their kind', () => {
    expect(newLines({ by: [kind] }).text).to.match(
      /^sum by \(exception_type\) \(.+ \[\$__auto\]\)\) unless sum .+ \[\$__auto\] offset \$__range\)\)$/,
    );
  });

  it('are put together by what they have in common, without ids and numbers', () => {
    const { text: written, labels } = frequentLines(5, { by: [serviceName] });
    expect(labels).to.deep.equal(['service_name', PATTERN.key]);
    const [, variable = ''] = /regexReplaceAllLiteral "(.+?)"/.exec(written) ?? [];
    const common = (line: string): string => line.replace(new RegExp(variable, 'g'), '*');
    expect(common('cell 4711 of 0af7651916cd43dd8448eb211c80319c failed after 12 ms')).to.equal('cell * of * failed after * ms');
    expect(common('user 8d7f2c1a-1111-4222-8333-9c0e12345678 left')).to.equal('user * left');
  });
});

describe('dashboard kit, links to dashboards', () => {
  const link = toDashboard('next', 'next', [serviceName]);

  it('set the service that was clicked and keep the other choices and the time range', () => {
    expect(linkUrl(link, inSeries)).to.equal(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own placeholders
      '/d/next?${environment:queryparam}&${instance:queryparam}&var-service=${__field.labels.service_name:percentencode}&from=${__from}&to=${__to}',
    );
  });

  it('keep a choice of several as it is', () => {
    expect(linkUrl(link, inVariable)).to.equal(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own placeholders
      '/d/next?${environment:queryparam}&${instance:queryparam}&${service:queryparam}&from=${__from}&to=${__to}',
    );
    expect(linkUrl(chosen(link), inSeries)).to.equal(linkUrl(link, inVariable));
    expect(keptChoices('next').split('?')[1]?.split('&').sort()).to.deep.equal(linkUrl(link, inVariable).split('?')[1]?.split('&').sort());
  });
});
