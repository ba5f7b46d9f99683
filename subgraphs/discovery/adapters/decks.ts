import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { DiscoveryContext } from '../context.ts';

type Decks = DiscoveryContext['decks'];
type Deck = Awaited<ReturnType<Decks['store']>>;

const TTL_SECONDS = 30 * 60;

const FORM = z.tuple([z.number(), z.array(z.tuple([z.string(), z.array(z.number()), z.boolean(), z.number()]))]);

const keyOf = (key: string): string => `discovery:deck:${key}`;

const write = ({ builtAt, entries }: Deck): string =>
  JSON.stringify([builtAt, entries.map(({ userId, shares, wasSeen, tie }) => [userId, shares, wasSeen, tie])]);

function read(text: string | null): Deck | null {
  if (text === null) return null;
  const { success, data } = FORM.safeParse(JSON.parse(text));
  if (!success) return null;
  const [builtAt, entries] = data;
  return { builtAt, entries: entries.map(([userId, shares, wasSeen, tie]) => ({ userId, shares, wasSeen, tie })) };
}

/** Decks in Redis. While it is away nothing is found, and decks last for a request. */
export const createDecks = (redis: Pick<Redis, 'get' | 'set' | 'del'>): Decks => ({
  find: async (key) => {
    try {
      return read(await redis.get(keyOf(key)));
    } catch {
      return null;
    }
  },
  store: async (key, deck) => {
    try {
      const earlier = await redis.set(keyOf(key), write(deck), 'EX', TTL_SECONDS, 'NX', 'GET');
      return read(earlier) ?? deck;
    } catch {
      return deck;
    }
  },
  remove: async (key) => {
    try {
      await redis.del(keyOf(key));
    } catch {
      // It expires by itself.
    }
  },
});
