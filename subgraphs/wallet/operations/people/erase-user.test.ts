import { expect, jest, test } from '@jest/globals';
import { createBookingWorld, NOW } from '../../fixtures/booking-world.ts';
import { eraseUser } from './erase-user.ts';

test.each([true, false])(
  'what is left of accounts is unclaimed, and nobody owns them; complete: %s',
  async (isComplete) => {
    const { store, posted } = createBookingWorld();
    const disownAccounts = jest.fn(async (_: string) => undefined);
    const left = [
      { id: 'wal_ada', currency: 'EUR', available: 250n },
      { id: 'wal_ada_usd', currency: 'USD', available: 0n },
    ];
    const step = await eraseUser(
      { now: () => NOW },
      { ...store, lockAccountsOf: async () => left, disownAccounts, eraseActor: async () => isComplete },
      'usr_ada',
    );
    expect(step).toEqual({ isComplete });
    expect(posted()).toEqual(['MOVE wal_ada -250, ESCROW:unclaimed 250']);
    expect(disownAccounts).toHaveBeenCalledWith('usr_ada');
  },
);
