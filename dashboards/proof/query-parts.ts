// Takes a query apart with the places of its parts, so that a check can ask for one part and a mutation can break it.

import { parser as logqlParser } from '@grafana/lezer-logql';
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser as promqlParser } from '@prometheus-io/lezer-promql';

export type Language = 'promql' | 'logql' | 'traceql';

/** A piece of the query: from the first character to the one after the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Matcher extends Span {
  readonly label: string;
  readonly labelAt: Span;
  readonly operator: string;
  readonly value: string;
  /** Without its quotes; undefined where the value has none. */
  readonly valueAt: Span | undefined;
}

/** What a query takes from a store: a metric, log lines or spans, with what narrows it. */
export interface Selector extends Span {
  readonly nameAt: Span | undefined;
  readonly matchers: readonly Matcher[];
}

export interface QueryParts {
  readonly selectors: readonly Selector[];
  /** Labels in `by (…)`, each with the whole list that it stands in. */
  readonly grouped: readonly (Span & { readonly list: Span })[];
  /** Attributes that a trace search shows beside each span. */
  readonly shown: readonly Span[];
}

/** As long as what it stands for, so that all places stay: a parser wants a duration there. */
const withoutMacros = (text: string): string => text.replace(/\$__\w+/g, (macro) => `${'1'.repeat(macro.length - 1)}s`);

const spanOf = ({ from, to }: Span): Span => ({ from, to });
/** In TraceQL an attribute that is not empty is one that is there, which excludes no value. */
export const asksPresence = (language: Language, { operator, value, valueAt }: Matcher): boolean =>
  language === 'traceql' && operator === '!=' && value === '' && valueAt !== undefined;

/** Matchers that let through what does not have the value. */
export const excludingMatchers = (language: Language, { matchers }: Selector): Matcher[] =>
  matchers.filter((matcher) => matcher.operator.startsWith('!') && !asksPresence(language, matcher));

export function partsOf(language: Language, text: string): QueryParts {
  if (language === 'traceql') return traceqlParts(text);
  const plain = withoutMacros(text);
  return language === 'promql' ? promqlParts(plain) : logqlParts(plain);
}

function nodesOf(tree: Tree): SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  tree.iterate({ enter: ({ node }) => void nodes.push(node) });
  return nodes;
}

/** A matcher out of the nodes of its label and its quoted value; what stands between them is the operator. */
function matcherOf(text: string, whole: Span, label: SyntaxNode, value: SyntaxNode): Matcher {
  const valueAt = { from: value.from + 1, to: value.to - 1 };
  return {
    ...spanOf(whole),
    label: text.slice(label.from, label.to),
    labelAt: spanOf(label),
    operator: text.slice(label.to, value.from).trim(),
    value: text.slice(valueAt.from, valueAt.to),
    valueAt,
  };
}

function groupedIn(lists: readonly SyntaxNode[], name: string): QueryParts['grouped'] {
  return lists.flatMap((list) => {
    const labels = nodesBelow(list).filter((node) => node.name === name);
    return labels.map((label) => ({ ...spanOf(label), list: spanOf(list) }));
  });
}

function nodesBelow(top: SyntaxNode): SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  for (let child = top.firstChild; child; child = child.nextSibling) nodes.push(child, ...nodesBelow(child));
  return nodes;
}

function promqlParts(text: string): QueryParts {
  const nodes = nodesOf(promqlParser.parse(text));
  const selectors = nodes
    .filter(({ name }) => name === 'VectorSelector')
    .map((node): Selector => {
      const name = node.getChild('Identifier');
      const matchers = (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).flatMap((matcher) => {
        const [label, value] = [matcher.getChild('LabelName'), matcher.getChild('StringLiteral')];
        return label && value ? [matcherOf(text, matcher, label, value)] : [];
      });
      return { ...spanOf(node), nameAt: name ? spanOf(name) : undefined, matchers };
    });
  const lists = nodes.filter(({ name }) => name === 'GroupingLabels');
  return { selectors, grouped: groupedIn(lists, 'LabelName'), shown: [] };
}

function logqlParts(text: string): QueryParts {
  const nodes = nodesOf(logqlParser.parse(text));
  const selectors = nodes
    .filter(({ name }) => name === 'Selector')
    .map((node): Selector => {
      // The filters stand behind the braces, beside them or one level up.
      const pipeline = pipelineAfter(node);
      const matchers = [node, ...(pipeline ? [pipeline] : [])]
        .flatMap(nodesBelow)
        .filter(({ name }) => name === 'Matcher')
        .flatMap((matcher) => {
          const [label, value] = [matcher.getChild('Identifier'), matcher.getChild('String')];
          return label && value ? [matcherOf(text, matcher, label, value)] : [];
        });
      return { from: node.from, to: pipeline?.to ?? node.to, nameAt: undefined, matchers };
    });
  const lists = nodes.filter(({ name }) => name === 'Grouping');
  return { selectors, grouped: groupedIn(lists, 'Identifier'), shown: [] };
}

function pipelineAfter(selector: SyntaxNode): SyntaxNode | undefined {
  for (let next = selector.nextSibling; next; next = next.nextSibling) if (next.name === 'PipelineExpr') return next;
  return undefined;
}

const CONDITION = /([\w.:]+)\s*(=~|!~|!=|>=|<=|=|>|<)\s*(?:"((?:[^"\\]|\\.)*)"|[\w.]+)/g;
const SHOWN = /\|\s*select\(([^)]*)\)/;

/** TraceQL has no grammar in JavaScript; conditions joined by `&&` in one pair of braces, and `select`, are all that is asked here. */
function traceqlParts(text: string): QueryParts {
  const [from, to] = [text.indexOf('{'), text.indexOf('}') + 1];
  const matchers = [...text.slice(from, to).matchAll(CONDITION)].map((match): Matcher => {
    const at = from + match.index;
    const [whole, label = '', operator = '', value] = match;
    const valueFrom = at + whole.length - (value ?? '').length - 1;
    return {
      from: at,
      to: at + whole.length,
      label,
      labelAt: { from: at, to: at + label.length },
      operator,
      value: value ?? '',
      valueAt: value === undefined ? undefined : { from: valueFrom, to: valueFrom + value.length },
    };
  });
  const select = SHOWN.exec(text);
  const listFrom = select ? select.index + select[0].indexOf('(') + 1 : 0;
  const shown = [...(select?.[1] ?? '').matchAll(/[\w.]+/g)].map(({ index, 0: name }) => ({
    from: listFrom + index,
    to: listFrom + index + name.length,
  }));
  return { selectors: [{ from, to, nameAt: undefined, matchers }], grouped: [], shown };
}

/** The text with something else in one place. */
export const withPart = (text: string, { from, to }: Span, part: string): string => text.slice(0, from) + part + text.slice(to);

/** The text without the entry of a list, and without the separator that it leaves behind. */
export function withoutEntry(text: string, { from, to }: Span): string {
  const after = /^\s*(?:,|&&|\|)\s*/.exec(text.slice(to))?.[0] ?? '';
  if (after.includes(',') || after.includes('&&')) return text.slice(0, from) + text.slice(to + after.length);
  const before = /\s*(?:,|&&|\|)\s*$/.exec(text.slice(0, from))?.[0] ?? '';
  return text.slice(0, from - before.length) + text.slice(to);
}

const OPERATION: Readonly<Record<Exclude<Language, 'traceql'>, string>> = { promql: 'BinaryExpr', logql: 'BinOpExpr' };
/** `on (…)` and `ignoring (…)` say themselves which labels count. */
const MATCHING = ['MatchingModifierClause', 'OnOrIgnoringModifier'];
const GROUPING = ['GroupingLabels', 'Grouping'];

/** Left and right of every operator between two results that are grouped and found by all their labels. */
export function operatorsIn(language: Exclude<Language, 'traceql'>, text: string): (readonly [left: Span, right: Span])[] {
  const parser = language === 'promql' ? promqlParser : logqlParser;
  return nodesOf(parser.parse(withoutMacros(text)))
    .filter(({ name }) => name === OPERATION[language])
    .flatMap((node) => {
      const { firstChild: left, lastChild: right } = node;
      if (!left || !right || MATCHING.some((name) => node.getChild(name) ?? node.getChild('BinOpModifier')?.getChild(name))) return [];
      const grouped = [left, right].every((side) => nodesBelow(side).some(({ name }) => GROUPING.includes(name)));
      return grouped ? [[spanOf(left), spanOf(right)] as const] : [];
    });
}
