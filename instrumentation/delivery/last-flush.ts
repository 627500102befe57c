// Sends what is waiting when the process is about to end by itself. Signals and process.exit stay exactly as the application has them.

/** Flushes once at `beforeExit`, for at most `deadlineMs`; does not keep the process alive longer. */
export function flushBeforeExit(flush: () => Promise<void>, deadlineMs: number): void {
  process.once('beforeExit', () => {
    const deadline = setTimeout(() => {}, deadlineMs);
    void flush().finally(() => clearTimeout(deadline));
  });
}
