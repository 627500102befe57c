// The log of one process: appended, rotated at a size, and never a reason for the launcher to fail.

import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Two files of this size a process: the current one and `<name>.log.1`. */
const ROTATE_AT_BYTES = 20_000_000;
/** Enough for the last lines of any program that doesn't print pages in one line. */
const TAIL_BYTES = 65_536;

/** A rotating log file. */
export class LogFile {
  readonly path: string;
  readonly #rotateAtBytes: number;
  #file: number;
  #sizeBytes: number;
  #lostBytes = 0;
  /** Where the present run of the process begins. */
  #runStart = 0;

  constructor(path: string, rotateAtBytes = ROTATE_AT_BYTES) {
    this.path = path;
    this.#rotateAtBytes = rotateAtBytes;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#file = openSync(path, 'a+');
    this.#sizeBytes = fstatSync(this.#file).size;
  }

  /** Marks the beginning of a run of the process. */
  beginRun(sentence: string): void {
    this.#runStart = this.#sizeBytes;
    this.write(Buffer.from(`--- ${new Date().toISOString()} ${sentence}\n`));
  }

  /** Appends; on a full disk the bytes are counted, and the count is written as soon as there is space again. */
  write(chunk: Buffer): void {
    try {
      if (this.#sizeBytes > 0 && this.#sizeBytes + chunk.length > this.#rotateAtBytes) this.#rotate();
      if (this.#lostBytes > 0) this.#append(Buffer.from(`--- ${this.#lostBytes} bytes of this log are lost: it could not be written\n`));
      this.#lostBytes = 0;
      this.#append(chunk);
    } catch {
      this.#lostBytes += chunk.length;
    }
  }

  /** The last lines of the present run, newest last. */
  tail(lineCount: number): string[] {
    const start = Math.max(this.#runStart, this.#sizeBytes - TAIL_BYTES);
    const buffer = Buffer.alloc(Math.max(0, this.#sizeBytes - start));
    const length = readSync(this.#file, buffer, 0, buffer.length, start);
    const lines = buffer.toString('utf8', 0, length).trimEnd().split('\n');
    return lines.slice(-lineCount);
  }

  /** Output that arrives later is dropped. */
  close(): void {
    closeSync(this.#file);
    // The number may belong to another file from now on.
    this.#file = -1;
  }

  #append(chunk: Buffer): void {
    this.#sizeBytes += writeSync(this.#file, chunk);
  }

  #rotate(): void {
    try {
      renameSync(this.path, `${this.path}.1`);
    } catch {
      // Somebody has deleted the file; a new one is made below.
    }
    const next = openSync(this.path, 'a+');
    closeSync(this.#file);
    this.#file = next;
    this.#sizeBytes = 0;
    this.#runStart = 0;
  }
}
