// The diagnosis as a page for people.

import { styleText } from 'node:util';
import type { LibraryFact, Proof } from '../self-proof/proof.ts';
import type { Diagnosis } from './diagnosis.ts';
import { ledgerRows } from './ledger-rows.ts';

/** The text; coloured where stdout is a terminal. */
export function render({ machine, processes }: Diagnosis): string {
  return [
    'This machine',
    ...machine.map(({ name, ok, detail }) => row(ok, name, detail)),
    ...(processes.length === 0 ? ['', 'No process of yours runs under the preload.'] : processes.flatMap(renderProcess)),
  ].join('\n');
}

function renderProcess(proof: Proof): string[] {
  return [
    '',
    `${styleText('bold', proof.service)}  pid ${proof.pid}, ${proof.command}, Node ${proof.node}, preload ${proof.preload}, since ${proof.startedAt}`,
    ...proof.libraries.map((fact) => row(fact.state === 'instrumented', `${fact.package} ${fact.version}`, describe(fact))),
    ...(proof.libraries.length === 0 ? ['    no package that the preload knows has been loaded yet'] : []),
    `    of Node itself and of others: ${proof.connected.join(', ')}`,
    ...proof.checks.map(({ name, ok, detail }) => row(ok, name.replaceAll('_', ' '), detail)),
    ...ledgerRows(proof).map(({ ok, name, detail }) => row(ok, name, detail)),
    `    telemetry goes to ${proof.endpoint}; stated ${proof.statedAt}`,
  ];
}

const describe = ({ state, way, path, reason }: LibraryFact): string =>
  state === 'instrumented' ? `instrumented by ${way}, ${path}` : `NOT instrumented: ${reason}; ${path}`;

const NAME_WIDTH = 26;

function row(ok: boolean, name: string, detail: string): string {
  return `  ${ok ? styleText('green', '✓') : styleText('red', '✗')} ${name.padEnd(NAME_WIDTH)} ${detail}`;
}
