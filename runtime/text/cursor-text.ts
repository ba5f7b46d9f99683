/** The opaque text of a cursor's parts. It can be forged: what it holds grants nothing and is checked when it is read. */
export const encodeCursorParts = (parts: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/**
 * The parts of a cursor; null for text that `encodeCursorParts` never writes. Other spellings of the same parts are
 * refused, too: padding, exponents, and digits beyond what a double holds, which would stand for another number.
 */
export function decodeCursorParts(cursor: string): readonly (string | number)[] | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || !parts.every(isPart)) return null;
    return encodeCursorParts(parts) === cursor ? parts : null;
  } catch {
    return null;
  }
}

const isPart = (part: unknown): part is string | number => typeof part === 'string' || typeof part === 'number';
