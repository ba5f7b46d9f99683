import { BREAK, type DocumentNode, type GraphQLError, visit } from 'graphql';
import { fault } from '../../runtime/executor/faults.ts';

const NUL = '\u0000';

/** Maximum nesting of variables; deeper ones would overflow the stack of recursive code. */
const MAX_DEPTH = 100;

/**
 * Finds a NUL character in a string or key, which PostgreSQL cannot store, or excessive nesting; null when the value is
 * fine. Works without recursion.
 */
export function findInvalidValue(value: unknown): 'null-character' | 'depth' | null {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return 'depth';
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each === 'string' && each.includes(NUL)) return 'null-character';
      if (typeof each !== 'object' || each === null) continue;
      for (const [key, inner] of Object.entries(each)) {
        if (key.includes(NUL)) return 'null-character';
        next.push(inner);
      }
    }
    level = next;
  }
  return null;
}

/** Whether a string literal of a document contains a NUL character. */
export function literalsHoldNullCharacter(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    StringValue(node) {
      found = node.value.includes(NUL);
      return found ? BREAK : undefined;
    },
  });
  return found;
}

/** The error for a NUL character in variables or literals. */
export const nullCharacter = (): GraphQLError => fault('BAD_USER_INPUT', 'Text must not contain the NUL character.');
