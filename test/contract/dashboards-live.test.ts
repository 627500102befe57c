// Every query of every dashboard is sent to real stores that hold the past of two services, and must find something.

import { expect } from 'chai';
import { DASHBOARDS } from '../../dashboards/build.ts';
import { buildClassic } from '../../dashboards/kit/classic/dashboard.ts';
import { DATA_SOURCES, dataSourceVariable } from '../../dashboards/kit/data-sources.ts';
import { OBJECTIVE } from '../../dashboards/limits.ts';
import { type Board, dataPanels, linksOf, type Panel, type Query, queriesOf, readBoard } from '../../dashboards/lint/board.ts';
import { ALL_CHOSEN, substitute } from '../../dashboards/lint/substitute.ts';
import { service } from '../../instrumentation/vocabulary/index.ts';
import type { BackendName } from '../../stack/process-spec.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CHOSEN, PAST_S, sendHistory } from '../support/dashboard-history.ts';
import { answerTo, type Found, STEP_S, type Window } from '../support/dashboard-queries.ts';
import { FAILED_SHARE } from '../support/made-up-events.ts';
import { waitFor } from '../support/wait.ts';

const STORES = ['prometheus', 'loki', 'tempo'] as const satisfies readonly BackendName[];
const ARRIVES_WITHIN_MS = 30_000;
const CHOICES = { 'all chosen': ALL_CHOSEN, 'one of each chosen': CHOSEN };

describe('dashboards on live stores', function () {
  this.timeout(120_000);
  const boards = DASHBOARDS.map((model) => readBoard(buildClassic(model)));
  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  let window: Window;

  const known = new Map<string, Promise<Found[]>>();
  const ask = (query: Query, values: Readonly<Record<string, string>> = ALL_CHOSEN): Promise<Found[]> =>
    answerTo(query, values, window, place.ports);
  /** What many panels and links ask alike is asked once: the past does not change. */
  function answer(query: Query, values: Readonly<Record<string, string>> = ALL_CHOSEN): Promise<Found[]> {
    const key = JSON.stringify([query.language, query.instant, substitute(query.text, values)]);
    const found = known.get(key) ?? ask(query, values);
    known.set(key, found);
    return found;
  }
  const queriesAbout = (board: Board, place: string): Query[] => queriesOf(board).filter((query) => query.place.includes(place));

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    for (const name of STORES) await programsOf(name);
    place = await makePlace();
    backEnds = new BackEnds(place);
    await Promise.all(STORES.map((name) => backEnds.start(name)));
    const toS = await sendHistory(place.ports);
    window = { fromS: toS - PAST_S, toS };
    const lists = boards.flatMap(queriesOf).filter(({ language }) => language !== 'promql');
    await waitFor(
      'the log line and the trace to be found',
      async () => (await Promise.all(lists.map((query) => ask(query)))).every((found) => found.length > 0),
      ARRIVES_WITHIN_MS,
    );
  });

  after(async () => {
    await backEnds?.stopAll();
    place?.remove();
  });

  for (const board of boards) {
    for (const [title, values] of Object.entries(CHOICES)) {
      const queries = queriesOf(board);
      it(`${board.title}: ${queries.length} of ${queries.length} queries find data with ${title}`, async () => {
        const empty: string[] = [];
        for (const query of queries) if ((await answer(query, values)).length === 0) empty.push(`${query.place}: ${query.text}`);
        expect(empty).to.deep.equal([]);
      });
    }

    const links = dataPanels(board).flatMap((panel) => linksOf(panel).map((link) => ({ panel, link })));
    const toBoards = links.filter(({ link }) => link.url.startsWith('/d/'));
    const toExplore = links.filter(({ link }) => link.url.startsWith('/explore?'));
    it(`${board.title}: ${toExplore.length} of ${toExplore.length} links are queries that the stores understand, for a series that the panel shows`, async () => {
      for (const { panel, link } of toExplore) await answer(await opened(board, panel, link.url));
      expect(toBoards.length + toExplore.length).to.equal(links.length);
    });

    it(`${board.title}: ${toBoards.length} of ${toBoards.length} links to dashboards lead to one that there is, and set only choices that it has`, async () => {
      for (const { panel, link } of toBoards) {
        const { pathname, searchParams } = new URL(await filledFor(board, panel, link.url), 'http://grafana');
        const next = boards.find(({ uid }) => pathname === `/d/${uid}`);
        const choices = next?.templating.list.map(({ name }) => `var-${name}`);
        expect(choices, `"${link.title}" of "${panel.title}"`).to.include.members(
          [...searchParams.keys()].filter((key) => key.startsWith('var-')),
        );
        expect(searchParams.get('var-service'), `"${link.title}" of "${panel.title}"`).to.be.a('string').that.is.not.empty;
      }
    });
  }

  it('lead from texts to dashboards that there are', () => {
    const uids = boards.flatMap(({ panels }) =>
      panels.flatMap(({ options }) => [...(options?.content ?? '').matchAll(/\(\/d\/([\w-]+)\?/g)]),
    );
    expect(uids.map(([, uid]) => uid)).to.have.members(boards.map(({ uid }) => uid).filter((uid) => uid !== 'start-here'));
  });

  /** Address of a link after a click on the first series or row of the panel. */
  async function filledFor(board: Board, panel: Panel, url: string): Promise<string> {
    const [shown] =
      panel.targets?.[0]?.datasource.type === 'tempo'
        ? []
        : await answer(queriesAbout(board, `panel "${panel.title}" query A`)[0] as Query);
    return fillIn(panel, url, shown?.labels ?? {});
  }

  /** The query that Explore would send. */
  async function opened(board: Board, panel: Panel, url: string): Promise<Query> {
    const filled = await filledFor(board, panel, url);
    const [pane] = Object.values(JSON.parse(new URL(filled, 'http://grafana').searchParams.get('panes') ?? '')) as {
      queries: [{ query?: string; expr?: string }];
    }[];
    const { query, expr } = pane?.queries[0] ?? {};
    return {
      place: `link of "${panel.title}"`,
      language: query ? 'traceql' : 'logql',
      text: query ?? expr ?? '',
      instant: false,
      from: 'panel',
    };
  }

  /** Puts values into a link as Grafana does. */
  function fillIn(panel: Panel, url: string, labels: Readonly<Record<string, string>>): string {
    const renames = panel.transformations?.find(({ id }) => id === 'organize')?.options.renameByName ?? {};
    const labelUnder = (heading: string): string => Object.entries(renames).find(([, to]) => to === heading)?.[0] ?? '';
    const text = url
      .replace(/\$\{(\w+):queryparam\}/g, 'var-$1=$${$1}')
      .replace(/\$\{__field\.labels\.(\w+):percentencode\}/g, (_, label: string) => encodeURIComponent(labels[label] ?? ''))
      .replace(/\$\{__data\.fields\["([^"]+)"\]:percentencode\}/g, (_, heading: string) =>
        encodeURIComponent(labels[labelUnder(heading)] ?? ''),
      );
    const sources = Object.values(DATA_SOURCES).map(({ type, uid }) => [dataSourceVariable(type), uid]);
    const values = {
      ...Object.fromEntries(sources),
      __from: `${window.fromS}000`,
      __to: `${window.toS}000`,
      ...ALL_CHOSEN,
      service: Object.values(service)
        .map(({ name }) => name)
        .join('|'),
    };
    const filled = substitute(text, values);
    expect(filled, `a link of "${panel.title}" has something left to fill in`).not.to.include('${');
    return filled;
  }

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

  it('counts 1 alert that fires, and 1 line of a kind of error that the time before did not have', async () => {
    expect(Object.values(await valuesBy('Alerts that fire'))).to.deep.equal([1]);
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
