// A loop of model and tools: one span, and below it an operation for each call of the model, which groups its own retries.

import { markFailed, runIn, SpanKind, startWork } from '../../signals/spans.ts';
import { attribute as a } from '../../vocabulary/index.ts';
import type { Call } from './calls.ts';
import { type Facts, newFacts, sumUsage } from './facts.ts';
import { describeAnswer, recordAgent } from './measures.ts';
import { rememberOpen } from './open-work.ts';
import { ABORTED, endOperation, failureOf, startOperation } from './operation.ts';
import type { Operation, Subject } from './operation-state.ts';
import { type Owner, ownedBy } from './owner.ts';
import { Patience } from './patience.ts';

const OPERATION = 'invoke_agent';

/** Finish reasons after which the loop goes on, in the words of OpenAI and Anthropic. */
const GOES_ON: ReadonlySet<string> = new Set(['tool_calls', 'function_call', 'tool_use', 'pause_turn']);

export interface LoopLimits {
  /** Attempts for one call of the model; unknown where the function itself tells when it is over. */
  readonly attemptsMax?: number;
}

export class AgentLoop implements Owner {
  readonly #work: ReturnType<typeof startWork>;
  readonly #subject: Subject;
  readonly #limits: LoopLimits;
  readonly #startedMs = performance.now();
  readonly #patience = new Patience();
  #current: Operation | undefined;
  #facts: Facts = newFacts();
  #ended = false;
  readonly #forget = rememberOpen(() => this.abort());

  constructor(subject: Subject, limits: LoopLimits = {}) {
    this.#subject = subject;
    this.#limits = limits;
    this.#work = startWork(SpanKind.INTERNAL, OPERATION, {
      [a.genAiOperationName.key]: OPERATION,
      [a.genAiProviderName.key]: subject.provider,
      ...(subject.model === undefined ? {} : { [a.genAiRequestModel.key]: subject.model }),
    });
  }

  /** Runs the library's function below the span. */
  run<T>(work: () => T): T {
    return runIn(ownedBy(this, this.#work.context), work);
  }

  take(call: Call): Operation {
    this.#patience.stop();
    const current = this.#current;
    if (current && !current.ended && current.failure) return current;
    if (current?.failure) endOperation(current);
    // Below the span of a tool, if one runs; else below the loop.
    this.#current = startOperation({ operation: call.operation, provider: call.provider, model: call.model });
    return this.#current;
  }

  settle(operation: Operation, retryable: boolean, signal?: AbortSignal): void {
    if (operation.failure === undefined) {
      this.#facts = { ...operation.facts, ...this.#sumWith(operation) };
      endOperation(operation);
      const goesOn = operation.facts.finishReasons.some((reason) => GOES_ON.has(reason));
      if (this.#limits.attemptsMax !== undefined && goesOn) this.#patience.start(signal, () => this.#end());
      else if (this.#limits.attemptsMax !== undefined) this.#end();
      return;
    }
    const { attemptsMax } = this.#limits;
    if (operation !== this.#current) endOperation(operation);
    else if (attemptsMax === undefined) return;
    else if (!retryable || operation.attempts >= attemptsMax) this.#end(operation.failure.type);
    else this.#patience.start(signal, () => this.#end(operation.failure?.type));
  }

  close(): void {
    this.#end();
  }

  fail(error: unknown): void {
    this.#end(this.#current?.failure?.type ?? failureOf(error, false));
  }

  abort(): void {
    this.#end(ABORTED);
  }

  #sumWith({ facts }: Operation): Partial<Facts> {
    const usage = sumUsage(this.#facts.usage, facts.usage);
    return usage ? { usage } : {};
  }

  #end(failure?: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#forget();
    this.#patience.stop();
    if (this.#current?.failure) endOperation(this.#current);
    describeAnswer(this.#work.span, this.#facts);
    if (failure !== undefined) markFailed(this.#work.span, failure);
    recordAgent(this.#subject, (performance.now() - this.#startedMs) / 1000, failure);
    this.#work.span.end();
  }
}
