// Why a back end can't be had: a code for programs and one sentence for people.

export type ResolveErrorCode =
  | 'bad-setting'
  | 'corrupt-entry'
  | 'cache-unwritable'
  | 'disk-full'
  | 'go-missing'
  | 'go-too-old'
  | 'offline'
  | 'build-failed'
  | 'lock-timeout'
  | 'aborted';

export class ResolveError extends Error {
  readonly code: ResolveErrorCode;

  constructor(code: ResolveErrorCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'ResolveError';
    this.code = code;
  }
}

/** Turns a failure to write in the cache folder into its sentence; any other error is returned as it is. */
export function explainWriteFailure(error: unknown, cacheFolder: string): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  const move = 'set PERAGUS_CACHE_DIR to a folder';
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new ResolveError(
        'disk-full',
        `The disk with the cache folder ${cacheFolder} is full; free about 11 GB (a first build of all takes that much) or ${move} on another disk.`,
        {
          cause: error,
        },
      );
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
    case 'ENOTDIR':
    case 'EEXIST':
      return new ResolveError(
        'cache-unwritable',
        `The cache folder ${cacheFolder} can't be written (${code}); make it writable or ${move} that is.`,
        {
          cause: error,
        },
      );
    default:
      return error;
  }
}
