// Grafana's classic dashboard JSON as the viewer reads it: the generated files, and nothing else.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Reference {
  readonly type: string;
  readonly uid: string;
}

export interface Target {
  readonly refId: string;
  readonly datasource: Reference;
  /** PromQL or LogQL. */
  readonly expr?: string;
  /** TraceQL. */
  readonly query?: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly exemplar?: boolean;
  readonly format?: 'time_series' | 'table' | 'heatmap';
  readonly queryType?: string;
  /** Smallest step of a PromQL query, and of a LogQL one. */
  readonly interval?: string;
  readonly step?: string;
  readonly limit?: number;
  /** What a trace search lists. */
  readonly tableType?: 'traces' | 'spans';
  readonly maxLines?: number;
  readonly hide?: boolean;
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

export interface ThresholdStep {
  readonly color: string;
  readonly value: number | null;
}

export interface Mapping {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** How a field is shown; `custom` differs from one kind of panel to the next. */
export interface FieldConfig {
  readonly unit?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly noValue?: string;
  readonly displayName?: string;
  readonly color?: { readonly mode: string; readonly fixedColor?: string };
  readonly thresholds?: { readonly mode: string; readonly steps: readonly ThresholdStep[] };
  readonly mappings?: readonly Mapping[];
  readonly links?: readonly Link[];
  readonly custom?: Readonly<Record<string, unknown>>;
}

export interface Override {
  readonly matcher: { readonly id: string; readonly options: unknown };
  readonly properties: readonly { readonly id: string; readonly value?: unknown }[];
}

export interface Transformation {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly disabled?: boolean;
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
  /** Smallest step of all its queries. */
  readonly interval?: string;
  readonly links?: readonly Link[];
  readonly fieldConfig?: { readonly defaults: FieldConfig; readonly overrides: readonly Override[] };
  readonly options?: Readonly<Record<string, unknown>>;
  readonly transformations?: readonly Transformation[];
  /** Panels of a collapsed row. */
  readonly panels?: readonly Panel[];
  readonly collapsed?: boolean;
}

export interface Variable {
  readonly name: string;
  readonly label?: string;
  readonly description?: string;
  readonly type: string;
  readonly query?: string | { readonly query: string };
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly hide?: number;
  readonly current?: { readonly value?: string | readonly string[] };
}

export interface Annotation {
  readonly name: string;
  readonly datasource: Reference;
  readonly enable: boolean;
  readonly expr?: string;
  readonly iconColor: string;
  readonly step?: string;
  readonly titleFormat?: string;
  readonly textFormat?: string;
}

export interface Board {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly refresh?: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly Annotation[] };
}

/** The folder of what `npm run generate` writes. */
const GENERATED = join(import.meta.dirname, '..', 'generated');

/** Where a reader begins. */
const FIRST = 'start-here';

/** All dashboards of the folder: the one to start with, then by title. */
export function loadBoards(folder: string = GENERATED): Board[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Board)
    .filter((board) => Array.isArray(board.panels))
    .sort((a, b) => Number(b.uid === FIRST) - Number(a.uid === FIRST) || a.title.localeCompare(b.title, 'en'));
}

/** Panels that show something, those of collapsed rows included. */
export const dataPanels = (board: Board): Panel[] =>
  board.panels.flatMap((panel) => (panel.type === 'row' ? [...(panel.panels ?? [])] : [panel]));

/** Links that a series or row offers, and those in the panel's head. */
export type LinkGroup = 'series' | 'head';

export const linksOf = (panel: Panel, group: LinkGroup): readonly Link[] =>
  (group === 'series' ? panel.fieldConfig?.defaults.links : panel.links) ?? [];
