// Faults of language models: calls that fail, take long, or cost much; the stand-in behaves as the name of the model says.

const every = (ms, work) => {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
};
const call = (url, model) =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] }),
  })
    .then((response) => response.text())
    .catch(() => {});

export const calls = ({ url, model, everyMs }) => every(everyMs, () => void call(url, model));

export function callsAtOnce({ url, model, count }) {
  for (let each = 0; each < count; each += 1) void call(url, model);
  return () => {};
}
