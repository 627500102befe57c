// The parts of Grafana's classic dashboard JSON that the checks read.

interface Reference {
  type: string;
  uid: string;
}

export interface Target {
  refId: string;
  datasource: Reference;
  /** PromQL or LogQL. */
  expr?: string;
  /** TraceQL. */
  query?: string;
  exemplar?: boolean;
  instant?: boolean;
  /** Loki only: `range` or `instant`. */
  queryType?: string;
  legendFormat?: string;
}

export interface Link {
  title: string;
  url: string;
}

interface Override {
  matcher: { id: string; options: string };
  properties: { id: string; value?: unknown }[];
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: Reference;
  targets?: Target[];
  links?: Link[];
  fieldConfig?: { defaults: { unit?: string; noValue?: string; links?: Link[] }; overrides: Override[] };
  options?: { legend?: { showLegend?: boolean }; content?: string };
  transformations?: { id: string; options: { renameByName?: Record<string, string> } }[];
}

export interface Variable {
  name: string;
  label: string;
  type: string;
  query: string | { query: string };
  datasource?: Reference;
  multi?: boolean;
  includeAll?: boolean;
  allValue?: string;
  refresh?: number;
  current: { value: string | string[] };
}

export interface Board {
  uid: string;
  title: string;
  editable: boolean;
  schemaVersion: number;
  graphTooltip: number;
  panels: Panel[];
  templating: { list: Variable[] };
  annotations: { list: { name: string; datasource: Reference; expr: string }[] };
  tags: string[];
  links: { type: string; tags: string[]; includeVars: boolean; keepTime: boolean }[];
}

export const readBoard = (text: string): Board => JSON.parse(text) as Board;

/** Panels that ask something: all but the headings of rows and texts. */
export const dataPanels = (board: Board): Panel[] => board.panels.filter(({ type }) => type !== 'row' && type !== 'text');

/** Whether the panel says of itself that it is well when it is empty. */
export const isHealthyEmpty = ({ description = '' }: Panel): boolean => description.includes('**Normal:** Empty');

export const linksOf = (panel: Panel): Link[] => [...(panel.fieldConfig?.defaults.links ?? []), ...(panel.links ?? [])];

export interface Query {
  /** Where it stands, for messages. */
  readonly place: string;
  readonly language: 'promql' | 'logql' | 'traceql';
  readonly text: string;
  /** One answer, or one for each moment of the time range. */
  readonly instant: boolean;
  readonly from: 'panel' | 'annotation' | 'variable';
}

const LANGUAGE: Readonly<Record<string, Query['language']>> = { prometheus: 'promql', loki: 'logql', tempo: 'traceql' };

const panelQueries = (panel: Panel): Query[] =>
  (panel.targets ?? []).map((target) => ({
    place: `panel "${panel.title}" query ${target.refId}`,
    language: LANGUAGE[target.datasource.type] ?? 'promql',
    text: target.expr ?? target.query ?? '',
    instant: target.instant ?? target.queryType === 'instant',
    from: 'panel',
  }));

/** The selector and the label of a `label_values(selector, label)`; undefined when it is none. */
export function labelValues(variable: Variable): { selector: string; label: string } | undefined {
  const text = typeof variable.query === 'string' ? variable.query : variable.query.query;
  const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(text) ?? [];
  return selector && label ? { selector, label } : undefined;
}

/** Every query that the dashboard sends: of panels, annotations and variables. */
export function queriesOf(board: Board): Query[] {
  const annotations = board.annotations.list.map(
    (entry): Query => ({ place: `annotation "${entry.name}"`, language: 'promql', text: entry.expr, instant: false, from: 'annotation' }),
  );
  const variables = board.templating.list.flatMap((variable): Query[] => {
    const asked = labelValues(variable);
    if (!asked) return [];
    const text = `count by (${asked.label}) (${asked.selector})`;
    return [{ place: `variable "${variable.name}"`, language: 'promql', text, instant: true, from: 'variable' }];
  });
  return [...dataPanels(board).flatMap(panelQueries), ...annotations, ...variables];
}
