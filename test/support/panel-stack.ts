// Real stores that hold the past of two services, and Grafana in front of them where this machine has one: what dashboards are proven on.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { foundIn } from '../../dashboards/proof/found.ts';
import { grafanaOf, sendThrough, storesBehind } from '../../dashboards/proof/grafana.ts';
import { choicesOf, Questions, type Send, sendDirectly } from '../../dashboards/proof/questions.ts';
import { type Board, dataPanels } from '../../dashboards/render/board.ts';
import type { Stores } from '../../dashboards/render/queries/stores.ts';
import type { TimeRange } from '../../dashboards/render/time-range.ts';
import type { BackendName, Place } from '../../stack/process-spec.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { grafanaPasswordFile, grafanaSpec } from '../../stack/processes/grafana.ts';
import { BackEnds, makePlace, programsOf } from './back-ends.ts';
import { PAST_S, sendHistory } from './dashboard-history.ts';
import { waitFor } from './wait.ts';

const STORES = ['prometheus', 'loki', 'tempo'] as const satisfies readonly BackendName[];
const ARRIVES_WITHIN_MS = 30_000;

export class PanelStack {
  readonly place: Awaited<ReturnType<typeof makePlace>>;
  readonly #backEnds: BackEnds;
  #grafana: ChildProcess | undefined;
  #range: TimeRange | undefined;

  private constructor(place: Awaited<ReturnType<typeof makePlace>>) {
    this.place = place;
    this.#backEnds = new BackEnds(place);
  }

  /** Starts the stores, sends them the past and waits until everything that the dashboards list is found; `prepare` comes before all that. */
  static async start(boards: readonly Board[], prepare?: (place: Place) => Promise<void>): Promise<PanelStack> {
    for (const name of STORES) await programsOf(name);
    const stack = new PanelStack(await makePlace());
    try {
      await prepare?.(stack.place);
      await Promise.all(STORES.map((name) => stack.#backEnds.start(name)));
      const toMs = (await sendHistory(stack.place.ports)) * 1_000;
      const fromMs = toMs - PAST_S * 1_000;
      stack.#range = { fromMs, toMs, from: String(fromMs), to: String(toMs) };
      await waitFor('the log lines and the traces to be found', () => stack.#findLists(boards), ARRIVES_WITHIN_MS);
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  get range(): TimeRange {
    if (!this.#range) throw new Error('The past has not been sent yet.');
    return this.#range;
  }

  get stores(): Stores {
    const { ports } = this.place;
    return { prometheus: baseUrl(ports, 'prometheus'), loki: baseUrl(ports, 'loki'), tempo: baseUrl(ports, 'tempo') };
  }

  /** Asks the stores, or Grafana once it was started. */
  questions(through: { readonly stores: Stores; readonly send: Send } = { stores: this.stores, send: sendDirectly }): Questions {
    return new Questions(through.stores, this.range, through.send);
  }

  /** Starts Grafana in front of the stores; undefined where this machine has none. */
  async startGrafana(): Promise<{ readonly stores: Stores; readonly send: Send } | undefined> {
    const place: Place = { ...this.place, environment: { ...process.env, ...this.place.environment } };
    const spec = grafanaSpec(place);
    if (!spec) return undefined;
    const grafana = spawn(spec.command, [...spec.args], {
      env: { ...process.env, ...spec.env },
      cwd: spec.cwd ?? place.data,
      stdio: 'ignore',
    });
    this.#grafana = grafana;
    const isReady = async () => {
      if (grafana.exitCode !== null) return 'exited';
      return (await fetch(spec.readyUrl)).ok && 'ready';
    };
    const state = await waitFor('Grafana to be ready', isReady, spec.readyWithinS * 1_000);
    if (state !== 'ready') throw new Error(`Grafana exited with ${grafana.exitCode} before it was ready.`);
    const password = readFileSync(grafanaPasswordFile(place), 'utf8').trim();
    const address = new URL(baseUrl(this.place.ports, 'grafana'));
    Object.assign(address, { username: 'admin', password });
    const found = grafanaOf(address.href, undefined);
    return { stores: storesBehind(found), send: sendThrough(found) };
  }

  async stop(): Promise<void> {
    if (this.#grafana && this.#grafana.exitCode === null) {
      const gone = once(this.#grafana, 'exit');
      this.#grafana.kill();
      await gone;
    }
    await this.#backEnds.stopAll();
    this.place.remove();
  }

  /** Log lines and spans are found some time after they were taken. @throws Error that names what is not found yet */
  async #findLists(boards: readonly Board[]): Promise<true> {
    const questions = this.questions();
    const lists = boards.flatMap((board) =>
      dataPanels(board).flatMap((panel) =>
        (panel.targets ?? [])
          .filter(({ datasource }) => datasource.type !== 'prometheus')
          .map(async (target) => {
            const found = foundIn(await questions.answer(panel, target, choicesOf(board, {})));
            return found.length > 0 ? [] : [`${board.title} › ${panel.title}: query ${target.refId}`];
          }),
      ),
    );
    const missing = (await Promise.all(lists)).flat();
    if (missing.length > 0) throw new Error(`nothing found by ${missing.join(', ')}`);
    return true;
  }
}
