// Checks of the dashboard as a whole: its variables, its events, its links and how Grafana loads it.

import { DATA_SOURCES, type DataSourceName, dataSourceVariable, filledIn } from '../kit/data-sources.ts';
import { ALL } from '../kit/scope.ts';
import { type Board, labelValues, type Variable } from './board.ts';
import type { Rule } from './rule.ts';

/** The last classic schema; file provisioning takes none above it. */
const SCHEMA_VERSION = 42;

/** Variables that offer label values. */
const choices = (board: Board): Variable[] => board.templating.list.filter(({ type }) => type === 'query');

const wrongWhen = (wrong: boolean, sentence: string): string[] => (wrong ? [sentence] : []);

function dataSourceVariables(board: Board): string[] {
  return (Object.keys(DATA_SOURCES) as DataSourceName[]).flatMap((source) => {
    const { type, title, uid } = DATA_SOURCES[source];
    const name = dataSourceVariable(source);
    const variable = board.templating.list.find((entry) => entry.name === name);
    if (!variable) return [`there is no variable ${name}.`];
    return [
      ...wrongWhen(
        variable.type !== 'datasource' || variable.query !== type,
        `variable ${name} does not offer data sources of type ${type}.`,
      ),
      ...wrongWhen(variable.label !== `${title} data source`, `variable ${name} is called "${variable.label}".`),
      ...wrongWhen(
        variable.current.value !== uid,
        `variable ${name} starts at ${variable.current.value} and not at the provisioned ${uid}.`,
      ),
    ];
  });
}

function choice(name: string): Rule {
  return {
    name: `template-${name}`,
    because: `A reader looks at one ${name}, several or all`,
    check: (board) => {
      const variable = choices(board).find((entry) => entry.name === name);
      if (!variable) return [`there is no variable ${name}.`];
      return [
        ...wrongWhen(variable.datasource?.uid !== filledIn(dataSourceVariable('prometheus')), `variable ${name} asks a fixed data source.`),
        ...wrongWhen(!variable.multi || !variable.includeAll, `variable ${name} does not offer several and all.`),
        ...wrongWhen(variable.allValue !== ALL, `"All" of variable ${name} is ${variable.allValue} and not ${ALL}.`),
      ];
    },
  };
}

export const BOARD_RULES: readonly Rule[] = [
  { name: 'template-datasource', because: 'Someone who imports the dashboard chooses the data sources', check: dataSourceVariables },
  choice('environment'),
  choice('service'),
  choice('instance'),
  {
    name: 'template-label-values',
    because: 'A choice without values can’t be made',
    check: (board) =>
      choices(board).flatMap((variable) => wrongWhen(!labelValues(variable), `variable ${variable.name} does not ask for label values.`)),
  },
  {
    name: 'template-on-time-change-reload',
    because: 'What existed in another time range is offered only when the variable reloads with it',
    check: (board) =>
      choices(board).flatMap(({ name, refresh }) => wrongWhen(refresh !== 2, `variable ${name} does not reload with the time range.`)),
  },
  {
    name: 'uneditable-dashboard',
    because: 'A change made in Grafana would be lost with the next deploy',
    check: ({ editable }) => wrongWhen(editable, 'the dashboard can be edited.'),
  },
  {
    name: 'annotations',
    because: 'Most trouble begins with a deploy, and an alert says when it began',
    check: ({ annotations }) => {
      const names = annotations.list.map(({ name }) => name);
      return ['Deploys', 'Alerts'].flatMap((name) => wrongWhen(!names.includes(name), `there is no annotation ${name}.`));
    },
  },
  {
    name: 'links-bar',
    because: 'The next dashboard is one click away, with the same choices and time range',
    check: ({ links, tags }) =>
      wrongWhen(
        !links.some(
          (link) => link.type === 'dashboards' && link.keepTime && link.includeVars && link.tags.every((tag) => tags.includes(tag)),
        ),
        'there is no bar of links that keeps choices and time range.',
      ),
  },
  {
    name: 'shared-crosshair',
    because: 'One moment is compared over all graphs',
    check: ({ graphTooltip }) => wrongWhen(graphTooltip !== 1, 'the graphs do not share their crosshair.'),
  },
  {
    name: 'classic-schema',
    because: 'File provisioning takes only the classic form',
    check: ({ schemaVersion, uid }) => [
      ...wrongWhen(schemaVersion > SCHEMA_VERSION, `the schema is ${schemaVersion}; ${SCHEMA_VERSION} is the last one.`),
      ...wrongWhen(!/^[a-z0-9-]{1,40}$/.test(uid), `the uid is "${uid}"; it takes small letters, digits and dashes, at most 40.`),
    ],
  },
];
