// The id of a trace, as four numbers; hexadecimal only when somebody asks.

/** One for all spans of a trace in this process. */
export interface TraceId {
  /** 16 bytes, most significant first, as signed 32-bit integers. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  /** 32 hexadecimal digits. */
  hex(): string;
}
