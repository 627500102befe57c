// Panel "table": rows from several queries, or traces when a trace search was asked.

import { safeColour, stepFor } from '../colours.ts';
import { configFor, mappedValue } from '../field-config.ts';
import { type Content, html } from '../page/html.ts';
import { type Cell, type Frame, tableOf } from '../table-frame.ts';
import { dateAndClock } from '../time-range.ts';
import { formatValue } from '../units.ts';
import { type DrawPanel, emptyText, linksFor, type PanelContext, panelId, withLinks } from './panel-context.ts';
import { drawCell } from './row-cell.ts';
import { drawTraces } from './traces-panel.ts';

export const drawTablePanel: DrawPanel = (context) => {
  const { panel, data } = context;
  if ((panel.targets ?? []).some(({ datasource }) => datasource.type === 'tempo')) return drawTraces(context);
  const frame = tableOf(panel, data);
  if (frame.rows.length === 0) return html`<p class="empty">${emptyText(context)}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${panel.title}"><table class="rows"><thead><tr>${frame.columns.map(
    (name) => html`<th scope="col"${isNumeric(frame, name) && html` class="number"`}>${name}</th>`,
  )}</tr></thead><tbody>${frame.rows.map((row, at) => drawRow(context, frame, row, at))}</tbody></table></div>`;
};

const isNumeric = ({ rows }: Frame, name: string): boolean => rows.some((row) => typeof row[name] === 'number');

function drawRow(context: PanelContext, frame: Frame, row: Readonly<Record<string, Cell>>, at: number): Content {
  const links = linksFor(context, labelsOf(row), row);
  const subject = frame.columns.filter((name) => typeof row[name] === 'string').map((name) => row[name] as string);
  return html`<tr>${frame.columns.map((name, column) => {
    const cell = row[name] ?? null;
    const numeric = isNumeric(frame, name);
    const shown = drawValue(context, name, cell, numeric);
    if (column > 0) return drawCell(name, String(cell ?? ''), shown, numeric);
    return html`<th scope="row">${withLinks(`${panelId(context)}-r${at}`, shown, links, subject.join(' '))}</th>`;
  })}</tr>`;
}

const labelsOf = (row: Readonly<Record<string, Cell>>): Record<string, string> =>
  Object.fromEntries(Object.entries(row).flatMap(([name, cell]) => (typeof cell === 'string' ? [[name, cell]] : [])));

function drawValue({ panel }: PanelContext, name: string, cell: Cell, numeric: boolean): Content {
  const config = configFor(panel, { name, refId: name.replace(/^Value #/, ''), type: numeric ? 'number' : 'string' });
  const mapped = mappedValue(config.mappings, cell);
  const text = mapped?.text ?? (cell === null ? '' : typeof cell === 'string' ? cell : writeNumber(name, cell, config));
  const { type } = (config.custom?.cellOptions ?? {}) as { type?: string };
  if (mapped?.color) return html`<span class="tone" style="--tone:${safeColour(mapped.color)}">${text}</span>`;
  if (!type?.startsWith('color-') || typeof cell !== 'number') return text;
  return html`<span class="tone" style="--tone:${safeColour(stepFor(config.thresholds?.steps, cell)?.color)}">${text}</span>`;
}

function writeNumber(name: string, cell: number, { unit, decimals }: ReturnType<typeof configFor>): string {
  return name === 'Time' ? dateAndClock(cell) : formatValue(cell, unit, decimals);
}
