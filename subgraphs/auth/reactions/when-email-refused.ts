import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import { emailRefused } from '../../notifications/events.ts';
import type { AuthStore } from '../repository/index.ts';

type Store = Pick<AuthStore, 'noteRefusal'>;

/** Notes that letters to a person's address are refused for good. */
export const whenEmailRefused = (): Reaction<Store>[] => [
  on(emailRefused, (store: Store, { userId, at }) => store.noteRefusal({ userId, kind: 'EMAIL' }, new Date(at))),
];
