import { fault } from '../faults.ts';

/** The opaque cursor of a position in a log; it grants nothing, permission is checked apart from it. */
export const encodeCursor = (log: string, key: string, sequence: number): string =>
  Buffer.from(JSON.stringify([log, key, sequence])).toString('base64url');

/** The sequence that a cursor stands for. @throws a fault `BAD_USER_INPUT` when it is not a cursor of this log and key. */
export function decodeCursor(log: string, key: string, cursor: string): number {
  try {
    const [itsLog, itsKey, sequence]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      itsLog === log &&
      itsKey === key &&
      typeof sequence === 'number' &&
      Number.isSafeInteger(sequence) &&
      sequence >= 0
    ) {
      return sequence;
    }
  } catch {
    // Not even our encoding: refused below like any other.
  }
  throw fault('BAD_USER_INPUT', 'The cursor is not of this stream.');
}
