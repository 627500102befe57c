// Faults of requests: answers that fail, say in their body that they failed, or come late; and a dependency that doesn't answer.

import { setTimeout as pause } from 'node:timers/promises';

const well = { share: 0, status: 500, soft: false, delayMs: 0 };
let how = well;
let answered = 0;

/** Answers as it was told to: one in 1/share fails. */
export async function answer(_request, response) {
  answered += 1;
  const fails = how.share > 0 && answered % Math.round(1 / how.share) === 0;
  if (how.delayMs > 0) await pause(how.delayMs);
  if (!fails) response.json({ sessions: [] });
  else if (how.soft) response.json({ error: true, message: 'The session is gone.' });
  else response.status(how.status).json({ message: 'The session is gone.' });
}

export function answers(told) {
  how = { ...well, ...told };
  return () => {
    how = well;
  };
}

export function callsNobody({ url, everyMs }) {
  const timer = setInterval(
    () =>
      void fetch(url)
        .then((answered) => answered.text())
        .catch(() => {}),
    everyMs,
  );
  return () => clearInterval(timer);
}
