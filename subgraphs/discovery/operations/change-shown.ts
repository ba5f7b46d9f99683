import type { z } from 'zod';
import { newId } from '../../../runtime/operations/ids.ts';
import type { DiscoveryProfile, DiscoveryPrompt, ShownChanges } from '../repository/index.ts';
import type { shownInput } from './profile-input.ts';

/** What of a person's own input changes what they show: fields that are absent stay. */
export function changesOf(
  profile: Pick<DiscoveryProfile, 'headline' | 'intent' | 'isIncognito' | 'prompts'>,
  input: z.infer<typeof shownInput>,
  now: Date,
): ShownChanges {
  return {
    headline: input.headline === undefined ? profile.headline : input.headline,
    intent: input.intent === undefined ? profile.intent : input.intent,
    isIncognito: input.isIncognito === undefined ? profile.isIncognito : (input.isIncognito ?? false),
    prompts: input.prompts === undefined ? null : (input.prompts ?? []).map((prompt) => promptOf(profile, prompt, now)),
  };
}

/** An id that is not of a prompt of the person's is replaced: they may have deleted it elsewhere. */
function promptOf(
  { prompts }: Pick<DiscoveryProfile, 'prompts'>,
  { id, question, answer }: { id?: string | null | undefined; question: string; answer: string },
  now: Date,
): DiscoveryPrompt {
  const isTheirs = prompts.some((prompt) => prompt.id === id);
  return { id: isTheirs && id != null ? id : newId('dpm', now), question, answer };
}
