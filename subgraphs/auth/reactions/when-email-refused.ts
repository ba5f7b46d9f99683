import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import { emailRefused } from '../../notifications/events.ts';
import type { AuthStore } from '../repository/index.ts';

type Store = Pick<AuthStore, 'noteRefusal'>;

/** Records that mail servers permanently reject messages to a user's address. */
export const whenEmailRefused = (): Reaction<Store>[] => [
  on(emailRefused, (store: Store, { userId, at }) => store.noteRefusal({ userId, kind: 'EMAIL' }, new Date(at))),
];
