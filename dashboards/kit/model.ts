// What a dashboard is, before it becomes Grafana's JSON: plain data, so that other forms can be made of it.

import type { Attribute } from '../../instrumentation/vocabulary/index.ts';
import type { SeriesColour, Step, Tone } from './colours.ts';
import type { Expression } from './expression.ts';
import type { PanelLink } from './links.ts';
import type { ScopeName } from './scope.ts';

/** What every panel has to say for itself. */
interface PanelText {
  readonly title: string;
  /** What it shows. */
  readonly shows: string;
  /** What is normal; begins with "Empty" where an empty panel is a healthy one. */
  readonly normal: string;
  /** What to do when it isn't. */
  readonly otherwise: string;
  /** What an empty panel means; shown in place of "No data". */
  readonly empty: string;
}

export interface PanelFrame {
  /** Columns of 24. */
  readonly width: 6 | 12 | 24;
  /** Grid rows of 38 pixels. */
  readonly height: number;
  /** One click to traces and one to logs, at least. */
  readonly links: readonly PanelLink[];
}

export interface Query {
  readonly expression: Expression;
  /** Told after the labels in the legend: `p99`. */
  readonly suffix?: string;
  readonly line?: 'solid' | 'dash' | 'dot';
}

export interface TimeSeriesPanel extends PanelText, PanelFrame {
  readonly kind: 'timeSeries';
  readonly queries: readonly Query[];
  /** All series are shades of the colour of errors. */
  readonly errors?: boolean;
  readonly colours?: readonly SeriesColour[];
  /** Only for parts of one whole, such as requests by status code. */
  readonly stacked?: boolean;
  /** Drawn as lines. */
  readonly limits?: readonly Step[];
  /** The axis reaches at least this far: 1 for a share of a whole. */
  readonly softMax?: number;
}

export interface StatPanel extends PanelText, PanelFrame {
  readonly kind: 'stat';
  readonly query: Query;
  readonly scale: readonly Step[];
  /** `now` asks once, `trend` draws the time range behind the number. */
  readonly mode: 'now' | 'trend';
}

interface Key {
  readonly attribute: Pick<Attribute, 'key'>;
  readonly heading: string;
}

export interface TablePanel extends PanelText, PanelFrame {
  readonly kind: 'table';
  /** Columns that say what the row is about. */
  readonly keys: readonly Key[];
  readonly values: readonly { readonly heading: string; readonly expression: Expression; readonly scale?: readonly Step[] }[];
  /** Heading of the value by which rows are ordered, highest first. */
  readonly orderBy: string;
  readonly rows: number;
}

export interface LogsPanel extends PanelText, PanelFrame {
  readonly kind: 'logs';
  readonly logql: string;
}

export interface TracesPanel extends PanelText, PanelFrame {
  readonly kind: 'traces';
  readonly traceql: string;
  readonly rows: number;
  /** One row a span, with what the query selects beside it; one row a trace otherwise. */
  readonly each?: 'span';
}

/** How many measurements fell into which bucket, as colour over time. */
export interface HeatmapPanel extends PanelText, PanelFrame {
  readonly kind: 'heatmap';
  readonly query: Query;
}

/** States over time, one band a series. */
export interface StatesPanel extends PanelText, PanelFrame {
  readonly kind: 'states';
  readonly query: Query;
  readonly states: readonly { readonly value: number; readonly text: string; readonly tone: Tone }[];
}

/** One bar a series, for what is compared with a limit or with the others. */
export interface BarsPanel extends PanelText, PanelFrame {
  readonly kind: 'bars';
  readonly queries: readonly Query[];
  readonly scale: readonly Step[];
  /** Where a full bar ends; the longest bar otherwise. */
  readonly max?: number;
}

/** Panels that ask something. */
export type DataPanel = TimeSeriesPanel | StatPanel | TablePanel | LogsPanel | TracesPanel | HeatmapPanel | StatesPanel | BarsPanel;

/** Markdown, with Grafana's variables. */
export interface TextPanel extends Omit<PanelFrame, 'links'> {
  readonly kind: 'text';
  readonly title: string;
  readonly markdown: string;
}

export type Panel = DataPanel | TextPanel;

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** Events drawn over every graph. */
export interface Annotation {
  readonly name: string;
  readonly promql: string;
  readonly title: string;
  readonly text: string;
  readonly colour: string;
  readonly stepS: number;
}

/** A variable and the PromQL selector whose label values it offers. */
export interface Choice {
  readonly name: ScopeName;
  readonly selector: string;
}

export interface Dashboard {
  /** Also the file name. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Dashboards with the first tag are linked at the top. */
  readonly tags: readonly string[];
  /** The dashboard that everything starts from; linked at the top. */
  readonly home?: { readonly uid: string; readonly title: string };
  readonly choices: readonly Choice[];
  readonly annotations: readonly Annotation[];
  readonly rows: readonly Row[];
  /** Seconds between two refreshes. */
  readonly refreshS: number;
}
