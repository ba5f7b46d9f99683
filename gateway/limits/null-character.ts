import { BREAK, type DocumentNode, visit } from 'graphql';

const NUL = '\u0000';

/** Whether a JSON value holds a NUL character in any text or key: PostgreSQL cannot store one. */
export function holdsNullCharacter(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(NUL);
  if (Array.isArray(value)) return value.some(holdsNullCharacter);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => key.includes(NUL) || holdsNullCharacter(inner));
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
