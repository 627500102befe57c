// docs/dashboards.md: every dashboard with its picture, its rows and its panels.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DASHBOARDS } from '../dashboards/build.ts';
import { buildClassic } from '../dashboards/kit/classic/dashboard.ts';
import type { Dashboard } from '../dashboards/kit/model.ts';
import { type Countable, countDashboards, countRow, PROPERTIES } from './dashboards-count.ts';
import { markdownTable } from './markdown-table.ts';

const repository = join(import.meta.dirname, '..');

function picture({ uid, title }: Dashboard): string[] {
  const path = `pictures/${uid}.png`;
  return existsSync(join(repository, 'docs', path)) ? [`![${title}](${path})`, ''] : [];
}

const section = (dashboard: Dashboard): string[] => [
  `## ${dashboard.title}`,
  '',
  dashboard.description,
  '',
  ...picture(dashboard),
  ...dashboard.rows.map(({ title, panels }) => `- **${title}** ${panels.map((panel) => panel.title).join(' · ')}`),
  '',
];

/** Public dashboards in their state of August 2026; those with a star were counted again with scripts/dashboards-count.ts. */
const OTHERS: readonly (readonly string[])[] = [
  ['kube-prometheus', '33', '339', '5 %', '87 %', '7 %', '0 %', '0 %', '0', '24'],
  ['loki-mixin', '13', '317', '8 %', '78 %', '0 %', '1 %', '0 %', '0', '13'],
  ['tempo-mixin', '10', '234', '23 %', '87 %', '0 %', '3 %', '0 %', '1', '9'],
  ['opentelemetry-demo *', '10', '136', '59 %', '74 %', '0 %', '3 %', '7 %', '0', '1'],
  ['docker-otel-lgtm *', '3', '17', '47 %', '88 %', '0 %', '23 %', '0 %', '0', '1'],
  ['intro-to-mltp *', '4', '33', '0 %', '42 %', '12 %', '30 %', '0 %', '0', '2'],
  ['dotdc kubernetes *', '8', '189', '10 %', '88 %', '1 %', '68 %', '8 %', '16', '0'],
  ['Node Exporter Full *', '1', '125', '96 %', '100 %', '0 %', '0 %', '1 %', '0', '2'],
  ['nodejs-mixin', '1', '13', '100 %', '100 %', '0 %', '0 %', '0 %', '1', '0'],
  ['otelcol observ-lib', '1', '31', '96 %', '96 %', '0 %', '0 %', '9 %', '0', '0'],
  ['pyrra *', '2', '8', '0 %', '87 %', '12 %', '0 %', '0 %', '0', '0'],
];

function besideOthers(): string[] {
  const ours = countRow('**these**', countDashboards(DASHBOARDS.map((model) => JSON.parse(buildClassic(model)) as Countable)));
  return [
    '## Beside public dashboards',
    '',
    'How many of the panels have what a reader needs, by the rule of `scripts/dashboards-count.ts`: panels are all but headings and texts. The unit is the one of the whole panel; where it is missing here, each column of a table has its own, or the panel is a list of log lines or traces. Exemplars belong on latency, so their share is not meant to be 100 %. Two rules of `dashboards/lint/` see to it that no number lacks its unit and no latency its exemplars. Annotations and links are counted over all dashboards.',
    '',
    ...markdownTable(['', 'dashboards', 'panels', ...Object.keys(PROPERTIES), 'annotations', 'links'], [ours, ...OTHERS]),
    '',
  ];
}

/** The page's text. */
export function dashboardsPage(): string {
  return [
    '# Dashboards',
    '',
    'Generated from `dashboards/` by `npm run generate`; do not edit. The pictures are live data of the demo, drawn by `npm run pictures` while `npm start` runs. `npm run prove:panels` sends every query of them to real stores: [the panel proof](dashboards-proof.md).',
    '',
    ...DASHBOARDS.flatMap(section),
    ...besideOthers(),
  ].join('\n');
}
