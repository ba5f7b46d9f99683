import { z } from 'zod';
import type { InboxPosition } from './event-type.ts';

const HEAD = z.object({
  epoch: z.string(),
  number: z.number(),
  oldest: z.number(),
  published: z.number().optional(),
});

/**
 * How far a producer has numbered, the oldest event it can still republish, and how far it has published: less than
 * numbered while it is about to, and missing where all is.
 */
export type StreamHead = z.infer<typeof HEAD>;

/** Reads a head; null for none or for what is not one. */
export function parseHead(text: string | null): StreamHead | null {
  if (text === null) return null;
  try {
    return HEAD.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A position as a consumer tells it to the producer. */
export const positionText = ({ epoch, number }: InboxPosition): string => `${epoch} ${number}`;

/** Reads what `positionText` wrote; null for anything else. */
export function parsePosition(text: string): InboxPosition | null {
  const [, epoch, number] = /^(\S+) (\d+)$/.exec(text) ?? [];
  return epoch === undefined ? null : { epoch, number: Number(number) };
}
