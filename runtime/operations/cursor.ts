import type { z } from 'zod';

type Part = string | number;

/** One kind of cursor. It can be forged: what it holds grants nothing. */
export interface Cursor<Parts extends readonly Part[]> {
  /** The opaque text that clients are given. */
  encode(parts: Parts): string;
  /**
   * Null for text that `encode` never writes: of another kind, altered, or of an older form. Other spellings of the same
   * parts are refused, too: padding, exponents, and digits beyond what a double holds, which would stand for another number.
   */
  decode(text: string): Parts | null;
}

const encode = (parts: readonly Part[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** Declares a kind of cursor by the types of its parts; see `cursorPart`. */
export function createCursor<Parts extends readonly Part[]>(
  types: {
    readonly [At in keyof Parts]: z.ZodType<Parts[At]>;
  },
): Cursor<Parts> {
  const expected: readonly z.ZodType[] = types;
  const isParts = (parts: unknown): parts is Parts =>
    Array.isArray(parts) &&
    parts.length === expected.length &&
    expected.every((type, at) => type.safeParse(parts[at]).success);
  return {
    encode,
    decode(text) {
      try {
        const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
        return isParts(parts) && encode(parts) === text ? parts : null;
      } catch {
        return null;
      }
    },
  };
}
