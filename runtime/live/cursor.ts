import { fault } from '../executor/faults.ts';
import { decodeCursorParts, encodeCursorParts } from '../text/cursor-text.ts';

/** The opaque cursor of a position in a log. It grants no permission. */
export const encodeCursor = (log: string, key: string, sequence: number): string =>
  encodeCursorParts([log, key, sequence]);

/** The sequence that a cursor stands for. @throws a fault `BAD_USER_INPUT` when it is not a cursor of this log and key. */
export function decodeCursor(log: string, key: string, cursor: string): number {
  const [itsLog, itsKey, sequence, ...others] = decodeCursorParts(cursor) ?? [];
  const fits = itsLog === log && itsKey === key && others.length === 0;
  if (fits && typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence >= 0) return sequence;
  throw fault('BAD_USER_INPUT', 'The cursor does not belong to this stream.');
}
