import type { ModerationStore } from '../repository/index.ts';

/** Erases some of what cases hold about who has deleted their account; what marks say is erased by the runtime. */
export async function eraseUser(store: Pick<ModerationStore, 'eraseCases' | 'eraseReasonsInEvents'>, userId: string) {
  await store.eraseReasonsInEvents(userId);
  return { isComplete: await store.eraseCases(userId) };
}
