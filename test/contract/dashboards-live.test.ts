// Every panel of every dashboard is proven on real stores that hold the past of two services, and the proof notices what is broken.

import { expect } from 'chai';
import { DASHBOARDS } from '../../dashboards/build.ts';
import { buildClassic } from '../../dashboards/kit/classic/dashboard.ts';
import { OBJECTIVE } from '../../dashboards/limits.ts';
import { type Board, type Query, queriesOf, readBoard } from '../../dashboards/lint/board.ts';
import { ALL_CHOSEN } from '../../dashboards/lint/substitute.ts';
import type { Ground } from '../../dashboards/proof/checks/check.ts';
import { mutantsOf, proveBoard, proveMutants } from '../../dashboards/proof/prove.ts';
import { killsOf, LEAST_KILLED } from '../../dashboards/proof/report.ts';
import { subjectsOf } from '../../dashboards/proof/subject.ts';
import { loadBoards } from '../../dashboards/render/board.ts';
import { service } from '../../instrumentation/vocabulary/index.ts';
import { seeded } from '../fault/support/random.ts';
import { SEED } from '../fault/support/repetitions.ts';
import { sampleOf } from '../panels/sample.ts';
import { RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CHOSEN } from '../support/dashboard-history.ts';
import { answerTo, type Found, STEP_S } from '../support/dashboard-queries.ts';
import { FAILED_SHARE } from '../support/made-up-events.ts';
import { PanelStack } from '../support/panel-stack.ts';

/** `npm run prove:panels` tries them all. */
const VALUES_AT_MOST = 2;
const MUTANTS = 60;
const LEAST_NOTICED = Math.ceil(MUTANTS * LEAST_KILLED);

describe('dashboards on live stores', function () {
  this.timeout(120_000);
  const boards = DASHBOARDS.map((model) => readBoard(buildClassic(model)));
  const proven = loadBoards();
  let stack: PanelStack | undefined;
  let ground: Ground;

  const answer = (query: Query): Promise<Found[]> => {
    if (!stack) throw new Error('The stores did not start.');
    const { range, place } = stack;
    return answerTo(query, ALL_CHOSEN, { fromS: range.fromMs / 1_000, toS: range.toMs / 1_000 }, place.ports);
  };
  const queriesAbout = (board: Board, place: string): Query[] => queriesOf(board).filter((query) => query.place.includes(place));

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    stack = await PanelStack.start(proven);
    ground = { questions: stack.questions(), boards: proven, one: CHOSEN };
  });

  after(() => stack?.stop());

  for (const board of proven) {
    const subjects = subjectsOf(board, DASHBOARDS);
    const queries = subjects.flatMap(({ panel }) => panel.targets ?? []).length;
    it(`${board.title}: ${queries} of ${queries} queries find data with all chosen, with one of each and with each value that is shown, and ${subjects.length} of ${subjects.length} panels, events and choices hold`, async () => {
      const proof = await proveBoard(board, DASHBOARDS, ground, VALUES_AT_MOST);
      expect(proof.failed).to.deep.equal([]);
      expect(proof.withData + proof.healthyEmpty).to.equal(2 * queries);
    });
  }

  it(`and ${LEAST_NOTICED} of ${MUTANTS} places in which they are broken are noticed, at least (seed ${SEED})`, async () => {
    const all = mutantsOf(proven.flatMap((board) => subjectsOf(board, DASHBOARDS)));
    const mutants = await proveMutants(sampleOf(all, MUTANTS, seeded(SEED)), ground, () => {});
    const unnoticed = mutants.flatMap(({ kind, survivors }) => survivors.map((name) => `${kind}: ${name}`));
    const { made, killed } = killsOf(mutants);
    expect(made).to.equal(MUTANTS);
    expect(killed, unnoticed.join('\n')).to.be.at.least(LEAST_NOTICED);
    expect(ground.questions.unanswered).to.equal(0);
  });

  it('lead from texts to dashboards that there are', () => {
    const uids = boards.flatMap(({ panels }) =>
      panels.flatMap(({ options }) => [...(options?.content ?? '').matchAll(/\(\/d\/([\w-]+)\?/g)]),
    );
    expect(uids.map(([, uid]) => uid)).to.have.members(boards.map(({ uid }) => uid).filter((uid) => uid !== 'start-here'));
  });

  const valuesBy = async (title: string): Promise<Record<string, number | undefined>> => {
    const [query] = boards.flatMap((board) => queriesAbout(board, `panel "${title}"`));
    const found = await answer(query as Query);
    return Object.fromEntries(found.map(({ labels, values }) => [labels.service_name, values.at(-1)]));
  };

  it('shows the share of 5xx answers and aborted requests, not of 4xx, and 0, not nothing, where none fail', async () => {
    const share = await valuesBy('Failed requests');
    expect(share[service.api.name]).to.be.closeTo(FAILED_SHARE, FAILED_SHARE / 10);
    expect(share[service.web.name]).to.equal(0);
  });

  it(`computes the objective over ${OBJECTIVE.days} days, and what is left of its budget: all of it where none failed`, async () => {
    const [kept, left] = [await valuesBy('Objective kept'), await valuesBy('Error budget left')];
    expect(kept[service.api.name]).to.be.closeTo(1 - FAILED_SHARE, FAILED_SHARE / 10);
    expect(left[service.api.name]).to.be.closeTo(1 - FAILED_SHARE / OBJECTIVE.allowed, FAILED_SHARE / OBJECTIVE.allowed / 10);
    expect([kept[service.web.name], left[service.web.name]]).to.deep.equal([1, 1]);
  });

  it('counts 2 alerts that fire, the Watchdog not among them, and 1 line of a kind of error that the time before did not have', async () => {
    expect(Object.values(await valuesBy('Alerts that fire'))).to.deep.equal([2]);
    expect(await valuesBy('New kinds of errors')).to.deep.equal({ [service.api.name]: 1 });
  });

  it('counts one reporting instance of each service and one start of the one that was replaced', async () => {
    expect(await valuesBy('Instances reporting')).to.deep.equal({ [service.api.name]: 1, [service.web.name]: 1 });
    expect((await valuesBy('Starts'))[service.api.name]).to.be.at.least(1);
  });

  it('counts a process that was replaced for at most 60 s more, and not for the five minutes that Prometheus looks back', async () => {
    const [query] = boards.flatMap((board) => queriesAbout(board, 'panel "Requests in progress"'));
    const api = (await answer(query as Query)).find(({ labels }) => labels.service_name === service.api.name)?.values ?? [];
    const usual = api.at(-1) ?? 0;
    expect(usual).to.be.greaterThan(0);
    expect(api.filter((value) => value > usual).length * STEP_S).to.be.at.most(60);
  });

  it('offers both services and every route as choices', async () => {
    const offered = async (name: string): Promise<(string | undefined)[]> => {
      const [query] = queriesAbout(boards[0] as Board, `variable "${name}"`);
      return (await answer(query as Query)).map(({ labels }) => labels[name === 'service' ? 'service_name' : 'http_route']);
    };
    expect(await offered('service')).to.have.members(Object.values(service).map(({ name }) => name));
    expect(await offered('route')).to.include.members(['/api/exec', '/api/slow', '/api/sessions/:id']);
  });
});
