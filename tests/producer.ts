import type { Redis } from 'ioredis';
import type { Sql } from '../runtime/database/database.ts';
import { streamKeys, toFields } from '../runtime/events/event-stream.ts';
import type { EventType } from '../runtime/events/event-type.ts';
import { newId } from '../runtime/operations/ids.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { eventually } from './eventually.ts';

const EPOCH = 'test';

/** Makes the consumer follow every domain from its first event, as one does that has run from the beginning. */
export async function followAllProducers(consumerSql: Sql): Promise<void> {
  const producers = readSupergraphConfig().map(({ name }) => name);
  await consumerSql.$executeRaw`
    INSERT INTO inbox_position (producer, epoch, number)
    SELECT producer, ${EPOCH}, 0 FROM unnest(${producers}::text[]) AS domain (producer)`;
}

/** Plays the relay of every other domain: numbers events and puts them into their Redis Streams. */
export function createProducer(redis: Redis, consumerSql: Sql) {
  const numbers = new Map<string, number>();
  const handledUpTo = async (producer: string, number: number): Promise<boolean> => {
    const rows = await consumerSql.$queryRaw<
      { number: string }[]
    >`SELECT number FROM inbox_position WHERE producer = ${producer}`;
    return Number(rows[0]?.number ?? 0) >= number;
  };
  return {
    async publish<Payload extends object>(type: EventType<Payload>, payload: Payload): Promise<void> {
      const producer = type.name.split('.')[0] ?? '';
      const number = (numbers.get(producer) ?? 0) + 1;
      const keys = streamKeys(producer);
      const event = { id: newId('evt', new Date()), producer, epoch: EPOCH, number, type: type.name, payload };
      await redis.set(keys.head, JSON.stringify({ epoch: EPOCH, number, oldest: 1 }));
      await redis.xadd(keys.entries, `${number}-0`, ...toFields(event));
      numbers.set(producer, number);
      await eventually(() => handledUpTo(producer, number), `${type.name} to be handled`);
    },
  };
}
