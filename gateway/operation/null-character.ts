import { BREAK, type DocumentNode, type GraphQLError, visit } from 'graphql';
import { fault } from '../../runtime/executor/faults.ts';

const NUL = '\u0000';

/** Deepest nesting of variables; deeper ones would overflow the stack of whoever walks them. */
const MAX_DEPTH = 100;

/**
 * What is wrong with a JSON value, or null: a NUL character in any text or key, since PostgreSQL cannot store one, or
 * nesting that nothing reads. Walks without recursion.
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

/** Whether a document writes a NUL character into one of its literals. */
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

/** The refusal of a NUL character, wherever it stands. */
export const nullCharacter = (): GraphQLError => fault('BAD_USER_INPUT', 'Text must not contain the NUL character.');
