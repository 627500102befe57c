// Every query of the rules and runbooks parses and reads only what the vocabulary names; every alert has its runbook.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parser as logql } from '@grafana/lezer-logql';
import type { Tree } from '@lezer/common';
import { parser as promql } from '@prometheus-io/lezer-promql';
import { expect } from 'chai';
import { catalogue } from '../../alerts/catalogue/index.ts';
import { logs } from '../../alerts/catalogue/logs.ts';
import { attribute, KNOWN_SERIES, prometheusLabel, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { type QueryLanguage, readRunbooks } from '../runbooks/page.ts';

const repository = join(import.meta.dirname, '..', '..');
const runbooks = new Map(readRunbooks().map((runbook) => [runbook.alert, runbook]));
const rules = catalogue.flatMap((group) => group.rules);
const withRunbook = [...rules, ...logs.rules];
const SECTIONS = ['Meaning', 'Impact', 'Diagnosis', 'Mitigation', 'Proof'];
/** Longer ones are not read at night. */
const RUNBOOK_WORDS_LIMIT = 700;

const LOG_INDEX_LABELS = [
  resourceAttribute.serviceName,
  resourceAttribute.serviceNamespace,
  resourceAttribute.deploymentEnvironmentName,
].map(prometheusLabel);
const attributeKeys = new Set([...Object.values(attribute), ...Object.values(resourceAttribute)].map(({ key }) => key as string));

function expectParsed(tree: Tree, query: string): void {
  tree.iterate({
    enter(node) {
      if (node.type.isError) throw new Error(`No query: "${query}" is not understood from "${query.slice(node.from, node.from + 30)}".`);
    },
  });
}

/** Every selector reads a known metric by labels that it carries; every label in a clause is one of a metric in the query. */
function expectKnownPromql(query: string): void {
  const tree = promql.parse(query);
  expectParsed(tree, query);
  const text = (node: { from: number; to: number }): string => query.slice(node.from, node.to);
  const carried = new Set<string>();
  tree.iterate({
    enter(node) {
      if (node.name !== 'VectorSelector') return;
      const identifier = node.node.getChild('Identifier');
      // What counts series of any name has `__name__` in its clause.
      if (!identifier) return void expect(query).to.contain('__name__');
      const name = text(identifier);
      const labels = KNOWN_SERIES.get(name) ?? expect.fail(`"${name}" is no metric of the vocabulary; it is read in "${query}".`);
      for (const label of labels) carried.add(label);
      node.node.cursor().iterate((inner) => {
        if (inner.name === 'LabelName') expect(labels, `${name} in "${query}"`).to.include(text(inner));
      });
    },
  });
  tree.iterate({
    enter(node) {
      if (node.name === 'LabelName' && carried.size > 0) expect([...carried], query).to.include(text(node));
    },
  });
}

function expectKnownLogql(query: string): void {
  const tree = logql.parse(query);
  expectParsed(tree, query);
  tree.iterate({
    enter(node) {
      // Behind the selector, filters may read structured metadata, which has no list.
      if (node.name !== 'Matcher' || !node.matchContext(['Selector', 'Matchers'])) return;
      const label = query.slice(node.from, node.to).split(/[=!]/)[0]?.trim();
      expect(LOG_INDEX_LABELS, query).to.include(label);
    },
  });
}

/** No TraceQL parser is among our packages; the names are checked, and that brackets and quotes are closed. */
function expectKnownTraceql(query: string): void {
  expect(query).to.match(/^\{[^{}]*\}$/);
  expect((query.match(/"/g) ?? []).length % 2, query).to.equal(0);
  for (const [, key] of query.matchAll(/\b(?:span|resource)\.([a-z0-9_.]+)/g)) expect([...attributeKeys], query).to.include(key);
}

const CHECKS: Readonly<Record<QueryLanguage, (query: string) => void>> = {
  promql: expectKnownPromql,
  logql: expectKnownLogql,
  traceql: expectKnownTraceql,
};

/** Where labels are equal, `or` shows the left side only: who reads two counters in one query may never see the second. */
function expectOneQuestion(language: QueryLanguage, query: string): void {
  if (language === 'traceql') return;
  const parser = language === 'promql' ? promql : logql;
  parser.parse(query).iterate({
    enter({ name, node }) {
      // A filter of log lines may have its `or`.
      if (name === 'Or' && ['BinaryExpr', 'BinOpExpr'].includes(node.parent?.name ?? '')) expect.fail(`"${query}" asks two things.`);
    },
  });
}

describe('queries of alerts', () => {
  for (const { alert, expr, labels } of rules) {
    it(`${alert} (${labels.severity}) reads only metrics of the vocabulary, by labels that they carry`, () => expectKnownPromql(expr));
  }

  for (const group of catalogue) {
    for (const { record, expr, labels } of group.records ?? []) {
      it(`${record} ${Object.values(labels).join(' ')} reads only what is known, and is known`, () => {
        expectKnownPromql(expr);
        expect([...KNOWN_SERIES.keys()]).to.include(record);
      });
    }
  }

  for (const { alert, expr } of logs.rules) {
    it(`${alert} is LogQL on labels that Loki indexes`, () => expectKnownLogql(expr));
  }

  it('refuses a query on a metric or label that nobody emits', () => {
    expect(() => expectKnownPromql('rate(http_requests_total[1m])')).to.throw('no metric of the vocabulary');
    expect(() => expectKnownPromql('process_uptime_seconds{http_route="/"}')).to.throw();
    expect(() => expectKnownPromql('sum by (http_route) (process_uptime_seconds)')).to.throw();
    expect(() => expectKnownPromql('sum by (job (process_uptime_seconds)')).to.throw('not understood');
    expect(() => expectKnownLogql('{pod="x"} |= "y"')).to.throw();
    expect(() => expectKnownLogql('{service_name="x"')).to.throw('not understood');
    expect(() => expectKnownTraceql('{ span.http.rout = "/" }')).to.throw();
    expect(() => expectOneQuestion('promql', 'rate(a_total[1m]) or rate(b_total[1m])')).to.throw('two things');
    expect(() => expectOneQuestion('logql', 'rate({a="b"}[1m]) or rate({a="c"}[1m])')).to.throw('two things');
    expect(() => expectOneQuestion('logql', '{a="b"} | c="d" or e="f"')).not.to.throw();
  });
});

describe('runbooks', () => {
  it('are one for each alert, and none without', () => {
    expect([...runbooks.keys()]).to.have.members([...new Set(withRunbook.map(({ alert }) => alert))]);
  });

  for (const { alert, annotations } of new Map(withRunbook.map((rule) => [rule.alert, rule])).values()) {
    const { page = '', queries = [] } = runbooks.get(alert) ?? {};

    it(`${alert}: the notification links to it, and it has ${SECTIONS.join(', ')} in at most ${RUNBOOK_WORDS_LIMIT} words`, () => {
      expect(annotations.runbook_url.endsWith(`alerts/runbooks/${alert}.md`)).to.equal(true);
      expect(page.startsWith(`# ${alert}\n`)).to.equal(true);
      expect([...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).to.deep.equal(SECTIONS);
      expect(page.split(/\s+/).length).to.be.at.most(RUNBOOK_WORDS_LIMIT);
    });

    it(`${alert}: every query parses, reads what exists and asks one thing`, () => {
      expect(queries.length).to.be.greaterThan(0);
      for (const { language, text } of queries) {
        CHECKS[language](text);
        expectOneQuestion(language, text);
      }
    });

    it(`${alert}: every other runbook that it names exists`, () => {
      for (const [, name = ''] of page.matchAll(/[Ss]ee ((?:[A-Z][a-z0-9]+){2,})/g)) expect([...runbooks.keys()]).to.include(name);
    });

    it(`${alert}: every file that it names exists, and a test is among them`, () => {
      const files = [...page.matchAll(/`((?:test|alerts)\/[\w./-]+)`/g)].map(([, file]) => file ?? '');
      expect(files.some((file) => file.startsWith('test/'))).to.equal(true);
      for (const file of files) expect(existsSync(join(repository, file)), file).to.equal(true);
    });
  }
});
