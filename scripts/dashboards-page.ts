// docs/dashboards.md: every dashboard with its picture, its rows and its panels.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DASHBOARDS } from '../dashboards/build.ts';
import type { Dashboard } from '../dashboards/kit/model.ts';

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

/** The page's text. */
export function dashboardsPage(): string {
  return [
    '# Dashboards',
    '',
    'Generated from `dashboards/` by `npm run generate`; do not edit. The pictures are live data of the demo, drawn by `npm run pictures` while `npm start` runs. `npm run prove:panels` sends every query of them to real stores: [the panel proof](dashboards-proof.md).',
    '',
    ...DASHBOARDS.flatMap(section),
  ].join('\n');
}
