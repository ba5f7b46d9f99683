import { z } from 'zod';
import { fault } from '../executor/faults.ts';
import { createCursor } from '../operations/cursor.ts';
import { cursorPart } from '../operations/cursor-parts.ts';

const LOG_CURSOR = createCursor<readonly [log: string, key: string, sequence: number]>([
  z.string(),
  z.string(),
  cursorPart.bigint,
]);

/** The opaque cursor of a position in a log. It grants no permission. */
export const encodeCursor = (log: string, key: string, sequence: number): string =>
  LOG_CURSOR.encode([log, key, sequence]);

/** The sequence that a cursor stands for. @throws a fault `BAD_USER_INPUT` when it is not a cursor of this log and key. */
export function decodeCursor(log: string, key: string, cursor: string): number {
  const [itsLog, itsKey, sequence] = LOG_CURSOR.decode(cursor) ?? [];
  if (itsLog === log && itsKey === key && sequence !== undefined) return sequence;
  throw fault('BAD_USER_INPUT', 'The cursor does not belong to this stream.');
}
