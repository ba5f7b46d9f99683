import { userDeleted } from '../events/erasure-events.ts';
import { on, type Reaction } from '../events/reaction.ts';
import { noteDeleted } from './erasure-table.ts';

/** Every domain that erases takes note of who has deleted their account; the erasing itself is a job's. */
export const whenUserDeleted = <Store>(onNoted: () => void): Reaction<Store> =>
  on<{ readonly userId: string; readonly at: string }, Store>(
    userDeleted,
    async (_store, { userId, at }, _event, sql) => {
      await noteDeleted(sql, userId, new Date(at));
      return onNoted;
    },
    { wantsDeleted: true, snapshot: {} },
  );
