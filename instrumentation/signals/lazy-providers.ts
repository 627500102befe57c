// Tracers and loggers for what comes through @opentelemetry/api: the SDK's, loaded when the first span starts or the first record is emitted.

import type {
  Logger,
  LoggerOptions,
  LoggerProvider,
  LogRecord,
  Span,
  SpanOptions,
  Tracer,
  TracerOptions,
  TracerProvider,
} from '@opentelemetry/api';
import { type Context, context, ProxyTracerProvider } from '@opentelemetry/api';
import { attempt, tellFailure } from '../errors.ts';

/** A provider of the SDK, as far as it is used here. */
interface Ending {
  shutdown(): Promise<void>;
}

/** Makes its provider when somebody needs it. */
abstract class Lazy<P extends Ending> {
  readonly #make: () => P;
  readonly #flush: () => Promise<void>;
  #made: P | undefined;

  /** `flush` sends what waits of both kinds. */
  constructor(make: () => P, flush: () => Promise<void>) {
    this.#make = make;
    this.#flush = flush;
  }

  get made(): P {
    this.#made ??= this.#make();
    return this.#made;
  }

  async forceFlush(): Promise<void> {
    await this.#flush();
  }

  async shutdown(): Promise<void> {
    await this.#made?.shutdown();
    await this.#flush();
  }
}

export class LazyTracers extends Lazy<TracerProvider & Ending> implements TracerProvider {
  getTracer(name: string, version?: string, options?: TracerOptions): Tracer {
    return new LazyTracer(() => this.made.getTracer(name, version, options));
  }
}

class LazyTracer implements Tracer {
  readonly #find: () => Tracer;
  #found: Tracer | undefined;

  constructor(find: () => Tracer) {
    this.#find = find;
  }

  get #tracer(): Tracer {
    // What the application calls must not throw: without an SDK its spans record nothing.
    this.#found ??= attempt('Making the tracers of the API', this.#find) ?? new ProxyTracerProvider().getTracer('none');
    return this.#found;
  }

  startSpan(name: string, options?: SpanOptions, within: Context = context.active()): Span {
    return this.#tracer.startSpan(name, options, within);
  }

  startActiveSpan<F extends (span: Span) => unknown>(..._call: [name: string, ...rest: unknown[], work: F]): ReturnType<F> {
    const tracer = this.#tracer;
    return Reflect.apply(tracer.startActiveSpan, tracer, _call);
  }
}

export class LazyLoggers extends Lazy<LoggerProvider & Ending> implements LoggerProvider {
  getLogger(name: string, version?: string, options?: LoggerOptions): Logger {
    let found: Logger | undefined;
    const logger = (): Logger => {
      found ??= this.made.getLogger(name, version, options);
      return found;
    };
    return {
      emit(record: LogRecord) {
        try {
          logger().emit(record);
        } catch (error) {
          tellFailure('Emitting a log record of the API', error);
        }
      },
      enabled: (asked) => attempt('Asking a logger of the API', () => logger().enabled(asked)) ?? false,
    };
  }
}
