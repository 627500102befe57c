// Generative AI: calls of the AI SDK, of the OpenAI and Anthropic clients, and of anything else that talks to a model by fetch.

import type { Library } from '../../hooks/library.ts';
import { watchAiSdk } from './ai-sdk.ts';
import { watchApiClients } from './api-clients.ts';
import { loadPrices } from './costs.ts';
import { watchFetch } from './fetch.ts';
import { closeAtExit } from './open-work.ts';

export const genAi: Library = {
  name: 'gen-ai',
  connect({ genAiPrices }) {
    loadPrices(genAiPrices);
    watchFetch();
    watchAiSdk();
    watchApiClients();
    closeAtExit();
  },
};
