import { z } from 'zod';
import type { DeliveredEvent } from './event-type.ts';

/** Redis keys of a producer. They have one hash tag, so that a cluster keeps them on one node. */
export const streamKeys = (producer: string) => ({
  /** Redis Stream whose entry ids are `<number>-0`, so that a position is an id. */
  entries: `events:{${producer}}`,
  /** The producer's epoch and newest number, so that an idle consumer notices a loss. */
  head: `events:{${producer}}:head`,
  /** Hash: consumer → the number from which it requests events again. */
  republish: `events:{${producer}}:republish`,
  /** Hash: consumer → its position, as `<epoch> <number>`. */
  positions: `events:{${producer}}:positions`,
});

/** Topic of the signal that wakes the relay of a producer. */
export const relayTopic = (producer: string): string => `relay:${producer}`;

const ENTRY = z.object({ id: z.string(), epoch: z.string(), type: z.string(), payload: z.string() });

/** An event as the flat fields of a stream entry. */
export const toFields = (event: DeliveredEvent): string[] => [
  'id',
  event.id,
  'epoch',
  event.epoch,
  'type',
  event.type,
  'payload',
  JSON.stringify(event.payload),
];

/** Reads a stream entry. @throws when it is not one of ours. */
export function fromFields(producer: string, entryId: string, fields: readonly string[]): DeliveredEvent {
  const pairs = Array.from({ length: fields.length / 2 }, (_, at) => [fields[at * 2], fields[at * 2 + 1]]);
  const { payload, ...entry } = ENTRY.parse(Object.fromEntries(pairs));
  return { ...entry, producer, number: Number(entryId.split('-')[0]), payload: JSON.parse(payload) };
}
