// Takes a PromQL expression apart: what it selects, how, and which labels it names.

import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly text: string }[];
  /** Text between the brackets of a range selector. */
  readonly range: string | undefined;
  /** Function that the range goes into. */
  readonly call: string | undefined;
}

export interface PromqlFacts {
  /** Whether the parser understood all of it. */
  readonly valid: boolean;
  readonly selectors: readonly Selector[];
  /** Labels in `by (…)` and `on (…)`, but for those that a label_replace in it makes. */
  readonly grouped: readonly string[];
  /** Labels in `by (…)`, `on (…)` and the target of label_replace. */
  readonly labels: readonly string[];
}

function nodesOf(tree: Tree): SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  tree.iterate({ enter: ({ node }) => void nodes.push(node) });
  return nodes;
}

const closest = (node: SyntaxNode, name: string): SyntaxNode | undefined => {
  for (let up = node.parent; up; up = up.parent) if (up.name === name) return up;
  return undefined;
};

/** @param text PromQL with values in place of all Grafana variables */
export function readPromql(text: string): PromqlFacts {
  const nodes = nodesOf(parser.parse(text));
  const written = (node: SyntaxNode | null | undefined): string => (node ? text.slice(node.from, node.to) : '');
  const unquoted = (node: SyntaxNode | null | undefined): string => written(node).replace(/^"|"$/g, '');

  const selectors = nodes
    .filter((node) => node.name === 'VectorSelector')
    .map((node): Selector => {
      const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
      const range = node.parent?.name === 'MatrixSelector' ? node.parent : undefined;
      return {
        metric: written(node.getChild('Identifier')),
        matchers: matchers.map((matcher) => ({ label: written(matcher.getChild('LabelName')), text: written(matcher) })),
        range: range && written(range.lastChild),
        call: range && written(closest(range, 'FunctionCall')?.getChild('FunctionIdentifier')),
      };
    });
  const grouping = nodes.filter((node) => node.name === 'GroupingLabels').flatMap((node) => node.getChildren('LabelName').map(written));
  const replaced = nodes
    .filter((node) => node.name === 'FunctionCall' && written(node.getChild('FunctionIdentifier')) === 'label_replace')
    .map((node) => unquoted(node.getChild('FunctionCallBody')?.getChildren('StringLiteral')[0]));
  return {
    valid: nodes.length > 1 && !nodes.some((node) => node.type.isError),
    selectors,
    grouped: grouping.filter((label) => !replaced.includes(label)),
    labels: [...grouping, ...replaced],
  };
}
