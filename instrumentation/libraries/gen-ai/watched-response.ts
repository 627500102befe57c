// Lets us read along with an answer: the application gets the same response, the same chunks at its own pace, and the same errors.
//
// Nothing is read for us. The native methods do the reading; a body taken as a stream is mirrored chunk by chunk, pulled only when
// the application pulls. `clone` would have been simpler, but its second branch reads ahead without back-pressure.

import { attempt } from '../../errors.ts';
import type { Answer } from './answer.ts';

export interface Watcher {
  /** Called for each chunk that arrived. */
  chunk(): void;
  /** The answer has ended: wholly, by an error, or because the application gave up. Called at least once; only the first counts. */
  end(outcome: { readonly answer: Answer; readonly error?: unknown; readonly cancelled?: boolean; readonly unread?: boolean }): void;
}

type BodyOf = (this: Response) => ReadableStream<Uint8Array> | null;

let getBody: BodyOf | undefined;

// The native getter, which a response of ours hides. Looked up at the first answer: naming `Response` loads undici, 20 ms and 7 MB.
function bodyOf(response: Response): ReadableStream<Uint8Array> | null {
  getBody ??= Object.getOwnPropertyDescriptor(Response.prototype, 'body')?.get as BodyOf;
  return getBody.call(response);
}

interface Shared {
  readonly watcher: Watcher;
  readonly makeAnswer: () => Answer;
  /** The response and its clones that somebody may still read. */
  readers: number;
}

// A response that is dropped unread ends nowhere else.
const dropped = new FinalizationRegistry<Shared>((shared) => {
  shared.readers -= 1;
  if (shared.readers === 0) attempt('Ending an answer', () => shared.watcher.end({ answer: shared.makeAnswer(), unread: true }));
});

/** Reads along with `response` and its clones. */
export function watchResponse(response: Response, makeAnswer: () => Answer, watcher: Watcher): void {
  if (bodyOf(response) === null) watcher.end({ answer: makeAnswer() });
  else watch(response, { watcher, makeAnswer, readers: 0 });
}

function watch(response: Response, shared: Shared): void {
  const answer = shared.makeAnswer();
  const native = Response.prototype;
  const mirror = new Mirror(response, answer, shared.watcher);
  shared.readers += 1;
  dropped.register(response, shared);
  const reads = <T>(read: () => Promise<T>, feed: (value: T) => void) => {
    mirror.lockIfTaken();
    // A native that refuses because somebody else reads says nothing of the answer.
    if (mirror.isTaken()) return read.call(response);
    return follow(read.call(response), { answer, watcher: shared.watcher, feed });
  };
  const methods = {
    text: () => reads(native.text, (text) => answer.pushText(text)),
    json: () => reads(native.json, (value) => answer.pushJson(value)),
    arrayBuffer: () => reads(native.arrayBuffer, (value) => answer.push(new Uint8Array(value))),
    bytes: () => reads(native.bytes, (value) => answer.push(value)),
    blob: () => reads(native.blob, () => {}),
    formData: () => reads(native.formData, () => {}),
    clone() {
      mirror.lockIfTaken();
      const copy = native.clone.call(response);
      attempt('Reading along with a clone', () => watch(copy, shared));
      return copy;
    },
  };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(response, name, { value, writable: true, configurable: true, enumerable: false });
  }
  Object.defineProperty(response, 'body', { get: () => mirror.stream(), configurable: true, enumerable: false });
}

// A promise of its own, so that a rejection nobody handles is as unhandled as before.
function follow<T>(
  reading: Promise<T>,
  { answer, watcher, feed }: { readonly answer: Answer; readonly watcher: Watcher; readonly feed: (value: T) => void },
): Promise<T> {
  return reading.then(
    (value) => {
      attempt('Reading an answer', () => {
        feed(value);
        answer.end();
        watcher.end({ answer });
      });
      return value;
    },
    (error) => {
      attempt('Ending an answer', () => watcher.end({ answer, error }));
      throw error;
    },
  );
}

/** The body as the application reads it: a byte stream as the native one, with a high-water mark of 0, so that nothing is read ahead. */
class Mirror {
  readonly #response: Response;
  readonly #answer: Answer;
  readonly #watcher: Watcher;
  #stream: ReadableStream<Uint8Array> | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(response: Response, answer: Answer, watcher: Watcher) {
    this.#response = response;
    this.#answer = answer;
    this.#watcher = watcher;
  }

  stream(): ReadableStream<Uint8Array> | null {
    const body = bodyOf(this.#response);
    // Being read by another way already: the native body says so better than a mirror could.
    if (!this.#stream && (!body || body.locked || this.#response.bodyUsed)) return body;
    this.#stream ??= new ReadableStream({
      type: 'bytes',
      pull: (controller) => this.#pull(controller),
      cancel: (reason) => this.#cancel(reason),
    }) as ReadableStream<Uint8Array>;
    return this.#stream;
  }

  /** When the application holds a lock on the mirror, the native body is locked too, so that natives refuse as before. */
  lockIfTaken(): void {
    if (this.#stream?.locked && !bodyOf(this.#response)?.locked) this.#reader ??= bodyOf(this.#response)?.getReader();
  }

  isTaken(): boolean {
    return this.#response.bodyUsed || bodyOf(this.#response)?.locked === true;
  }

  async #pull(controller: ReadableByteStreamController): Promise<void> {
    const reader = this.#open(controller);
    // Rejects with the very error of the native body, which errors the mirror with it.
    const { done, value } = await reader.read();
    if (done) {
      attempt('Ending an answer', () => {
        this.#answer.end();
        this.#watcher.end({ answer: this.#answer });
      });
      controller.close();
      controller.byobRequest?.respond(0);
      return;
    }
    // Before it is handed on: that takes the bytes away from us.
    attempt('Reading an answer', () => {
      this.#watcher.chunk();
      this.#answer.push(value);
    });
    controller.enqueue(value as Uint8Array<ArrayBuffer>);
  }

  #open(controller: ReadableByteStreamController): ReadableStreamDefaultReader<Uint8Array> {
    if (this.#reader) return this.#reader;
    const reader = (bodyOf(this.#response) as ReadableStream<Uint8Array>).getReader();
    this.#reader = reader;
    // An abort must reach an application that isn't reading just now, and end the operation.
    reader.closed.catch((error) => {
      controller.error(error);
      attempt('Ending an answer', () => this.#watcher.end({ answer: this.#answer, error }));
    });
    return reader;
  }

  #cancel(reason: unknown): Promise<void> {
    attempt('Ending an answer', () => {
      this.#answer.end();
      this.#watcher.end({ answer: this.#answer, cancelled: true });
    });
    return this.#reader ? this.#reader.cancel(reason) : (bodyOf(this.#response) as ReadableStream<Uint8Array>).cancel(reason);
  }
}
