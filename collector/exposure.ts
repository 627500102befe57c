// Nothing leaves or enters this machine in plain text, and nobody sends without a token, unless somebody has said so.

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|\[?::1\]?|localhost)$/;
/** What PERAGUS_PLAINTEXT says where a network is nobody else's, such as that of docker-compose.yml. */
const PRIVATE = 'private-network';

/** What must be there beside a variable that switches security on. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  PERAGUS_TLS_CERT_FILE: ['PERAGUS_TLS_KEY_FILE', 'PERAGUS_RECEIVE_TOKEN_FILE'],
};
const GATEWAYS = ['PERAGUS_GATEWAY_ENDPOINT', 'PERAGUS_GATEWAYS', 'PERAGUS_GATEWAYS_DNS'];
const STORES = [
  ...['PERAGUS_PROMETHEUS_URL', 'PERAGUS_LOKI_URL', 'PERAGUS_TEMPO_OTLP_URL'],
  ...['PERAGUS_METRICS_OTLP_URL', 'PERAGUS_LOGS_OTLP_URL', 'PERAGUS_TRACES_OTLP_URL'],
];

/** @throws Error that names the variable and what to set. */
export function checkExposure(environment: NodeJS.ProcessEnv): void {
  for (const [variable, others] of Object.entries(COMPANIONS)) {
    const missing = others.filter((other) => environment[variable] && !environment[other]);
    if (missing.length > 0) throw new Error(`${variable} is set, and ${missing.join(' and ')} must be, too.`);
  }
  if (environment.PERAGUS_PLAINTEXT === PRIVATE) return;
  const problem = doorProblem(environment) ?? gatewayProblem(environment) ?? storeProblem(environment);
  if (problem) throw new Error(`${problem}, or PERAGUS_PLAINTEXT=${PRIVATE} when nobody else is in that network.`);
}

function doorProblem(environment: NodeJS.ProcessEnv): string | undefined {
  const host = environment.PERAGUS_LISTEN_HOST;
  if (!host || LOOPBACK.test(host) || environment.PERAGUS_TLS_CERT_FILE) return undefined;
  return `PERAGUS_LISTEN_HOST is ${host}, which other machines reach: set PERAGUS_TLS_CERT_FILE, PERAGUS_TLS_KEY_FILE and PERAGUS_RECEIVE_TOKEN_FILE`;
}

function gatewayProblem(environment: NodeJS.ProcessEnv): string | undefined {
  if (environment.PERAGUS_GATEWAY_TOKEN_FILE) return undefined;
  const hosts = (variable: string) => (environment[variable] ?? '').split(',').map((one) => one.trim().replace(/^\w+:\/\/|:\d+$/g, ''));
  const open = GATEWAYS.find((variable) => hosts(variable).some((host) => host && !LOOPBACK.test(host)));
  return open && `${open} is ${environment[open]}, which is another machine: set PERAGUS_GATEWAY_TOKEN_FILE, which brings TLS`;
}

function storeProblem(environment: NodeJS.ProcessEnv): string | undefined {
  const open = STORES.find((variable) => {
    const url = URL.parse(environment[variable] ?? '');
    return url?.protocol === 'http:' && !LOOPBACK.test(url.hostname);
  });
  return open && `${open} is ${environment[open]}, which is another machine without TLS: give it an https address`;
}
