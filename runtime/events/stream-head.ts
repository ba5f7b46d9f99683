import { z } from 'zod';
import type { InboxPosition } from './event-type.ts';

const HEAD = z.object({
  epoch: z.string(),
  number: z.number(),
  oldest: z.number(),
  published: z.number().optional(),
});

/**
 * The newest number of a producer, the oldest event that it can republish, and the newest number that it has published,
 * which is absent when all events are published.
 */
export type StreamHead = z.infer<typeof HEAD>;

/** Reads a head; null when there is none or it is not valid. */
export function parseHead(text: string | null): StreamHead | null {
  if (text === null) return null;
  try {
    return HEAD.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A position in the form in which a consumer records it for the producer. */
export const positionText = ({ epoch, number }: InboxPosition): string => `${epoch} ${number}`;

/** Reads a text of `positionText`; null for anything else. */
export function parsePosition(text: string): InboxPosition | null {
  const [, epoch, number] = /^(\S+) (\d+)$/.exec(text) ?? [];
  return epoch === undefined ? null : { epoch, number: Number(number) };
}
