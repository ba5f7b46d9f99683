import { z } from 'zod';
import type { InboxPosition } from './event-type.ts';

const HEAD = z.object({
  epoch: z.string(),
  number: z.number(),
  oldest: z.number(),
  published: z.number().optional(),
  former: z.array(z.object({ epoch: z.string(), number: z.number() })).optional(),
});

/**
 * The newest number of a producer, the oldest event that it can republish, and the newest number that it has published,
 * which is absent when all events are published. `former` are the epochs that this one continues, oldest first, each with its
 * last number that was not lost; absent when there are none.
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

/** A position as one in the head's epoch; null when that epoch does not continue the position's. */
export function continuePosition(head: StreamHead, at: InboxPosition): InboxPosition | null {
  if (head.epoch === at.epoch) return at;
  const former = head.former ?? [];
  const first = former.findIndex(({ epoch }) => epoch === at.epoch);
  if (first === -1) return null;
  return { epoch: head.epoch, number: Math.min(at.number, ...former.slice(first).map(({ number }) => number)) };
}
