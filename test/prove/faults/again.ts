// A fault that lasts: something is sent again and again.

/** Sends again and again, at once for the first time; what is refused is the fault itself. What it gives ends it. */
export function again(send: () => Promise<unknown>, everyMs = 1_000): () => void {
  const once = () => void send().catch(() => undefined);
  once();
  const timer = setInterval(once, everyMs);
  return () => clearInterval(timer);
}
