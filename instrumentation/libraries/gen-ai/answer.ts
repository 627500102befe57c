// Reads what an answer tells while the application reads it: whole JSON, or the events of a stream. Content is looked at, never kept.

import { StringDecoder } from 'node:string_decoder';
import { type Facts, type Json, newFacts } from './facts.ts';
import type { WireFormat } from './wire-formats.ts';

/** Longest JSON answer or single event that is parsed, in characters; about 5 ms. Lists of embeddings are longer: see `readTail`. */
const PARSED_MAX = 1_048_576;
/** End of a long answer that is searched for its usage, in characters. */
const TAIL_MAX = 2048;

// Events that tell something; all others are passed over without parsing. Inside quoted text the quotes are escaped, so it never matches.
const TELLING =
  /"usage(?:Metadata)?"\s*:\s*\{|"finish_?[rR]eason"\s*:\s*"|"stop_reason"\s*:\s*"|"error"\s*:\s*\{|"type"\s*:\s*"(?:message_start|error|response\.(?:created|completed|failed|incomplete))"/;

export class Answer {
  readonly facts: Facts = newFacts();
  readonly #format: WireFormat;
  readonly #events: boolean;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #tooLong = false;
  #sawEvent = false;

  constructor(format: WireFormat, contentType: string) {
    this.#format = format;
    this.#events = contentType.includes('text/event-stream');
  }

  /** Takes the next bytes. */
  push(chunk: Uint8Array): void {
    this.#take(this.#decoder.write(chunk as Buffer));
  }

  /** Takes a whole text. */
  pushText(text: string): void {
    this.#take(text);
  }

  /** Takes an answer that was parsed already. */
  pushJson(value: unknown): void {
    for (const message of Array.isArray(value) ? value : [value]) {
      if (typeof message === 'object' && message !== null) this.#format.read(message as Json, this.facts);
    }
  }

  /** Takes what is left when the answer has ended. */
  end(): void {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (this.#events) this.#line(rest);
    else if (this.#tooLong) this.#readTail(rest);
    else this.#parse(rest);
  }

  #take(text: string): void {
    this.#rest += text;
    if (this.#events) this.#takeLines();
    else if (this.#rest.length > PARSED_MAX) {
      this.#tooLong = true;
      this.#rest = this.#rest.slice(-TAIL_MAX);
    }
  }

  #takeLines(): void {
    let from = 0;
    for (;;) {
      const end = this.#rest.indexOf('\n', from);
      if (end < 0) break;
      this.#line(this.#rest.slice(from, end));
      from = end + 1;
    }
    this.#rest = this.#rest.slice(from);
    if (this.#rest.length > PARSED_MAX) {
      this.#tooLong = true;
      this.facts.incomplete = 'answer_too_large';
      this.#rest = '';
    }
  }

  #line(line: string): void {
    if (!line.startsWith('data:') || line.length > PARSED_MAX) return;
    // The first event names model and answer; later ones are parsed when they tell more.
    if (this.#sawEvent && !TELLING.test(line)) return;
    this.#sawEvent = true;
    this.#parse(line.slice('data:'.length));
  }

  #parse(text: string): void {
    const start = text.trimStart();
    if (!start.startsWith('{') && !start.startsWith('[')) return;
    try {
      this.pushJson(JSON.parse(start));
    } catch {
      // Cut off in the middle, or no JSON at all: nothing is known of it then.
    }
  }

  // Embeddings end with `"model":…,"usage":{…}}` after megabytes of numbers. Inside quoted text neither pattern can match.
  #readTail(tail: string): void {
    const usage = /"usage"\s*:\s*\{[^{}]*\}/.exec(tail)?.[0];
    const model = /"model"\s*:\s*"[^"\\]{1,200}"/.exec(tail)?.[0];
    if (usage) this.#parse(`{${model ? `${model},` : ''}${usage}}`);
    if (!this.facts.usage) this.facts.incomplete = 'answer_too_large';
  }
}
