// Rows and columns made of a panel's answers by its transformations, as Grafana makes them.

import { lastValue, type PanelData, type Series } from './answers.ts';
import type { Panel, Transformation } from './board.ts';

export type Cell = string | number | null;

export interface Frame {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

const TIME = 'Time';
/** What Grafana calls the column of last values. */
const LAST = 'Last *';

/** Instant series of one query as rows: labels, then the value. */
function frameOf(refId: string, series: readonly Series[], only: boolean): Frame {
  const value = only ? 'Value' : `Value #${refId}`;
  const labels = [...new Set(series.flatMap((entry) => Object.keys(entry.labels)))].filter((name) => name !== '__name__');
  const rows = series.map((entry) => ({ [TIME]: entry.points.at(-1)?.[0] ?? null, ...entry.labels, [value]: lastValue(entry) ?? null }));
  return { columns: [TIME, ...labels, value], rows };
}

/** One row for each combination of what the frames have in common; a column that a frame lacks stays empty. */
function merge(frames: readonly Frame[]): Frame {
  const columns = [...new Set(frames.flatMap((frame) => frame.columns))];
  const isValue = (name: string): boolean => name === TIME || name === LAST || name.startsWith('Value');
  const rows = new Map<string, Record<string, Cell>>();
  for (const frame of frames) {
    for (const row of frame.rows) {
      const key = JSON.stringify(
        Object.entries(row)
          .filter(([name]) => !isValue(name))
          .sort(),
      );
      rows.set(key, { ...rows.get(key), ...row });
    }
  }
  return { columns, rows: [...rows.values()] };
}

type Step = (frames: readonly Frame[], options: Transformation['options']) => readonly Frame[];

const eachFrame =
  (change: (frame: Frame, options: Transformation['options']) => Frame): Step =>
  (frames, options) =>
    frames.map((frame) => change(frame, options));

const compare = (a: Cell | undefined, b: Cell | undefined): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1;
  if (b === null || b === undefined) return 1;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
};

function organize(frame: Frame, options: Transformation['options']): Frame {
  const {
    excludeByName = {},
    indexByName = {},
    renameByName = {},
  } = options as {
    excludeByName?: Record<string, boolean>;
    indexByName?: Record<string, number>;
    renameByName?: Record<string, string>;
  };
  const kept = frame.columns.filter((name) => !excludeByName[name]);
  const ordered = kept.toSorted((a, b) => (indexByName[a] ?? kept.length) - (indexByName[b] ?? kept.length));
  const called = (name: string): string => renameByName[name] || name;
  return {
    columns: ordered.map(called),
    rows: frame.rows.map((row) => Object.fromEntries(ordered.map((name) => [called(name), row[name] ?? null]))),
  };
}

function renameValue({ columns, rows }: Frame): Frame {
  const called = (name: string): string => (name.startsWith('Value') ? LAST : name);
  const kept = columns.filter((name) => name !== TIME);
  return { columns: kept.map(called), rows: rows.map((row) => Object.fromEntries(kept.map((name) => [called(name), row[name] ?? null]))) };
}

const STEPS: Readonly<Record<string, Step>> = {
  merge: (frames) => [merge(frames)],
  // Rows of last values are what answers become here anyway: only the names differ.
  reduce: (frames, { mode, reducers = [], labelsToFields }) => {
    if (mode !== 'seriesToRows' || String(reducers) !== 'lastNotNull' || !labelsToFields) {
      throw new Error('The transformation "reduce" is only known as rows of last values with their labels.');
    }
    return [merge(frames.map(renameValue))];
  },
  organize: eachFrame(organize),
  sortBy: eachFrame((frame, options) => {
    const [sort] = (options.sort ?? []) as { field: string; desc?: boolean }[];
    if (!sort) return frame;
    const direction = sort.desc ? -1 : 1;
    return { ...frame, rows: frame.rows.toSorted((a, b) => direction * compare(a[sort.field], b[sort.field])) };
  }),
  limit: eachFrame((frame, options) => ({ ...frame, rows: frame.rows.slice(0, Number(options.limitField ?? 10)) })),
  filterFieldsByName: eachFrame((frame, options) => {
    const { names = [] } = (options.include ?? {}) as { names?: string[] };
    return { ...frame, columns: frame.columns.filter((name) => names.includes(name)) };
  }),
};

/**
 * The panel's table.
 * @throws Error when a transformation is of a kind that is not known.
 */
export function tableOf(panel: Panel, { series }: PanelData): Frame {
  const refIds = [...new Set(series.map(({ refId }) => refId))];
  const only = (panel.targets ?? []).length === 1;
  let frames: readonly Frame[] = refIds.map((refId) =>
    frameOf(
      refId,
      series.filter((entry) => entry.refId === refId),
      only,
    ),
  );
  for (const { id, options, disabled } of panel.transformations ?? []) {
    if (disabled) continue;
    const step = STEPS[id];
    if (!step) throw new Error(`The transformation "${id}" is not known; add it to dashboards/render/table-frame.ts.`);
    frames = step(frames, options);
  }
  return frames[0] ?? { columns: [], rows: [] };
}
