// Panels that are wrong in one place: a data source, a query that is missing, a name in a legend, a column, an override or a link.

import type { Link, Panel, Transformation } from '../../render/board.ts';
import { keyColumns } from '../checks/labels.ts';
import type { Subject } from '../subject.ts';
import { broken, type Mutant, mutantOf, withTarget } from './mutant.ts';

function targetMutants(subject: Subject): Mutant[] {
  const { panel } = subject;
  return (panel.targets ?? []).flatMap((target) => {
    const { refId, datasource, legendFormat = '' } = target;
    const elsewhere = { ...target, datasource: { ...datasource, uid: broken(datasource.uid) } };
    const misnamed = legendFormat.replace(/\{\{(\w+)\}\}/, (_, label: string) => `{{${broken(label)}}}`);
    const remaining = (panel.targets ?? []).filter((entry) => entry !== target);
    return [
      mutantOf('uid of a data source broken', `query ${refId}`, subject, withTarget(panel, elsewhere)),
      ...(subject.kind === 'panel' ? [mutantOf('query removed', `query ${refId}`, subject, { ...panel, targets: remaining })] : []),
      ...(misnamed === legendFormat
        ? []
        : [mutantOf('label of a legend renamed', `query ${refId}`, subject, withTarget(panel, { ...target, legendFormat: misnamed }))]),
    ];
  });
}

/** The transformation with a column called something else. */
function renameColumn(transformation: Transformation, name: string): Transformation {
  const change = (entry: unknown): unknown =>
    entry !== null && typeof entry === 'object' && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).map(([key, value]) => [key === name ? broken(name) : key, value]))
      : entry;
  const options = Object.fromEntries(Object.entries(transformation.options).map(([key, entry]) => [key, change(entry)]));
  return { ...transformation, options };
}

function columnMutants(subject: Subject): Mutant[] {
  const { panel } = subject;
  const columns = keyColumns(panel).map((name) =>
    mutantOf('column renamed', name, subject, {
      ...panel,
      transformations: (panel.transformations ?? []).map((entry) => (entry.id === 'organize' ? renameColumn(entry, name) : entry)),
    }),
  );
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  const unmatched = overrides
    .filter(({ matcher: { id } }) => id === 'byName' || id === 'byFrameRefID')
    .map((override) => {
      const lost = { ...override, matcher: { ...override.matcher, options: broken(String(override.matcher.options)) } };
      const changed = overrides.map((entry) => (entry === override ? lost : entry));
      return mutantOf('override for nothing', String(override.matcher.options), subject, {
        ...panel,
        fieldConfig: { defaults, overrides: changed },
      });
    });
  return [...columns, ...unmatched];
}

interface Rewrite {
  readonly kind: string;
  readonly pattern: RegExp;
  readonly by: string;
}

const REWRITES: readonly Rewrite[] = [
  { kind: 'link to no dashboard', pattern: /(\/d\/[\w-]+)/, by: '$1-broken' },
  { kind: 'choice of a link renamed', pattern: /var-(\w+)=/, by: 'var-$1_broken=' },
  { kind: 'choice of a link broken', pattern: /\$\{(\w+):(queryparam|pipe)\}/, by: `\${$1_broken:$2}` },
  { kind: 'label of a link broken', pattern: /\$\{__field\.labels\.(\w+)/, by: `\${__field.labels.$1_broken` },
  { kind: 'column of a link broken', pattern: /\$\{__data\.fields\["([^"]+)"\]/, by: `\${__data.fields["$1 broken"]` },
  { kind: 'data source of a link broken', pattern: /\$\{(\w+_datasource)\}/, by: `\${$1_broken}` },
  { kind: 'time range of a link lost', pattern: /\$\{__from\}/, by: `\${__from_broken}` },
];

/** Every rewrite that fits the text. */
const rewritesOf = (text: string): { kind: string; text: string }[] =>
  REWRITES.filter(({ pattern }) => pattern.test(text)).map(({ kind, pattern, by }) => ({ kind, text: text.replace(pattern, by) }));

function linkMutants(subject: Subject): Mutant[] {
  const { panel } = subject;
  const ofList = (links: readonly Link[], place: (changed: readonly Link[]) => Panel): Mutant[] =>
    links.flatMap((link) =>
      rewritesOf(link.url).map(({ kind, text }) =>
        mutantOf(kind, `link "${link.title}"`, subject, place(links.map((entry) => (entry === link ? { ...link, url: text } : entry)))),
      ),
    );
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  const content = panel.options?.content;
  return [
    ...ofList(panel.links ?? [], (links) => ({ ...panel, links })),
    ...ofList(defaults.links ?? [], (links) => ({ ...panel, fieldConfig: { defaults: { ...defaults, links }, overrides } })),
    ...(typeof content === 'string' ? rewritesOf(content) : []).map(({ kind, text }) =>
      mutantOf(kind, 'text', subject, { ...panel, options: { ...panel.options, content: text } }),
    ),
  ];
}

export const panelMutants = (subject: Subject): Mutant[] => [
  ...targetMutants(subject),
  ...(subject.kind === 'panel' ? columnMutants(subject) : []),
  ...linkMutants(subject),
];
