import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import { userErased } from '../events.ts';
import type { AuthStore } from '../repository/index.ts';

type Store = Pick<AuthStore, 'noteAnswer'>;

/** Records each domain's confirmation that it has erased a user. */
export const whenUserErased = (domains: readonly string[]): Reaction<Store>[] =>
  domains.map((domain) =>
    on(userErased(domain), async (store: Store, { userId, at }) => store.noteAnswer(userId, domain, new Date(at)), {
      wantsDeleted: true,
    }),
  );
