// Everything that faults are made in: a stack, observed services, what they talk to, the receiver of messages, and those who watch.

import type { Clock } from '../../alerts/kit/time-scale.ts';
import { AlertWatch } from './alert-watch.ts';
import type { ObservedService } from './observed-service.ts';
import { ProofStack } from './proof-stack.ts';
import { Receiver } from './receiver.ts';
import { Stalls } from './stalls.ts';
import { StandIns } from './stand-ins.ts';

export class World {
  readonly receiver = new Receiver();
  readonly standIns = new StandIns();
  readonly services = new Map<string, ObservedService>();
  /** Services of earlier phases, which were ended on purpose. */
  readonly ended = new Set<string>();
  readonly stalls = new Stalls();
  readonly say: (line: string) => void;
  /** Whether the alert is asked for in this run. */
  readonly isWanted: (alert: string) => boolean;
  #stack: ProofStack | undefined;
  #watch: AlertWatch | undefined;

  constructor(say: (line: string) => void, isWanted: (alert: string) => boolean = () => true) {
    this.say = say;
    this.isWanted = isWanted;
  }

  /** @throws Error when the stack does not start */
  async open(clock: Clock): Promise<void> {
    await this.standIns.listen();
    this.#stack = await ProofStack.start(clock, await this.receiver.listen(), this.say);
    this.#watch = new AlertWatch(this.#stack);
    this.#watch.start();
  }

  get stack(): ProofStack {
    if (!this.#stack) throw new Error('The stack is not open.');
    return this.#stack;
  }

  get watch(): AlertWatch {
    if (!this.#watch) throw new Error('The stack is not open.');
    return this.#watch;
  }

  /** Ends what is there, also when it opened only half. */
  async close(): Promise<void> {
    this.#watch?.stop();
    this.stalls.stop();
    await Promise.all([...this.services.values()].map((service) => service.kill()));
    await this.#stack?.stop();
    this.standIns.close();
    this.receiver.close();
  }
}
