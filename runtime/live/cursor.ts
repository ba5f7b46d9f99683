import { z } from 'zod';
import { fault } from '../executor/faults.ts';
import { createCursor } from '../operations/cursor.ts';
import { cursorPart } from '../operations/cursor-parts.ts';

const TIMELINE = z.string().regex(/^[0-9A-F]{8}$/);

const LOG_CURSOR = createCursor<readonly [log: string, key: string, sequence: number, timeline: string]>([
  z.string(),
  z.string(),
  cursorPart.bigint,
  TIMELINE,
]);

/** As clients may still have them from before cursors had a timeline. */
const FORMER_CURSOR = createCursor<readonly [log: string, key: string, sequence: number]>([
  z.string(),
  z.string(),
  cursorPart.bigint,
]);

/** The entry after which a subscription continues. */
export interface LogPosition {
  readonly sequence: number;
  /** The timeline of the database in which the sequence counts; null when it is not known. */
  readonly timeline: string | null;
}

/** The opaque cursor of a position in a log. It grants no permission. */
export const encodeCursor = (log: string, key: string, sequence: number, timeline: string): string =>
  LOG_CURSOR.encode([log, key, sequence, timeline]);

/** The position that a cursor stands for. @throws a fault `BAD_USER_INPUT` when it is not a cursor of this log and key. */
export function decodeCursor(log: string, key: string, cursor: string): LogPosition {
  const parts = LOG_CURSOR.decode(cursor) ?? FORMER_CURSOR.decode(cursor) ?? [];
  const [itsLog, itsKey, sequence, timeline = null] = parts;
  if (itsLog === log && itsKey === key && sequence !== undefined) return { sequence, timeline };
  throw fault('BAD_USER_INPUT', 'The cursor does not belong to this stream.');
}
