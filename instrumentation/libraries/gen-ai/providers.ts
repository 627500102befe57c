// Which provider stands behind a host, or behind a name of the AI SDK; only well-known ones, others are `_OTHER`.

import { GEN_AI_PROVIDERS, OTHER } from '../../vocabulary/index.ts';

const KNOWN: ReadonlySet<string> = new Set(GEN_AI_PROVIDERS);

/** End of a host name → provider; the first that fits wins. Hosts as the providers' API references give them. */
const HOSTS: readonly (readonly [ending: string, provider: string])[] = [
  ['api.openai.com', 'openai'],
  ['.openai.azure.com', 'azure.ai.openai'],
  ['.cognitiveservices.azure.com', 'azure.ai.openai'],
  ['.services.ai.azure.com', 'azure.ai.inference'],
  ['models.inference.ai.azure.com', 'azure.ai.inference'],
  ['api.anthropic.com', 'anthropic'],
  ['generativelanguage.googleapis.com', 'gcp.gemini'],
  ['aiplatform.googleapis.com', 'gcp.vertex_ai'],
  ['api.mistral.ai', 'mistral_ai'],
  ['api.groq.com', 'groq'],
  ['api.deepseek.com', 'deepseek'],
  ['api.x.ai', 'x_ai'],
  ['api.perplexity.ai', 'perplexity'],
  ['api.cohere.com', 'cohere'],
  ['api.cohere.ai', 'cohere'],
  ['api.moonshot.ai', 'moonshot_ai'],
  ['api.moonshot.cn', 'moonshot_ai'],
  ['.ml.cloud.ibm.com', 'ibm.watsonx.ai'],
  ['.amazonaws.com', 'aws.bedrock'],
];

/** First part of a provider's name in the AI SDK, such as `openai.chat` → standard name. */
const SDK_NAMES: Readonly<Record<string, string>> = {
  'azure-openai': 'azure.ai.openai',
  azure: 'azure.ai.openai',
  'amazon-bedrock': 'aws.bedrock',
  bedrock: 'aws.bedrock',
  mistral: 'mistral_ai',
  xai: 'x_ai',
  moonshotai: 'moonshot_ai',
};

/** Provider of a host, or undefined. */
export function providerOfHost(host: string): string | undefined {
  return HOSTS.find(([ending]) => host.endsWith(ending))?.[1];
}

/** Provider by its name in the AI SDK. */
export function providerOfSdk(name: unknown): string {
  if (typeof name !== 'string') return OTHER;
  if (name.startsWith('google.vertex')) return 'gcp.vertex_ai';
  if (name.startsWith('google')) return 'gcp.gemini';
  const first = name.split('.', 1)[0] ?? '';
  const known = SDK_NAMES[first] ?? first;
  return KNOWN.has(known) ? known : OTHER;
}
