import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate, visit } from 'graphql';
import { fault } from './faults.ts';

const CACHED_DOCUMENTS = 1_000;
const MAX_TOKENS = 10_000;

/** What a text came to: a valid document, or why it is none. */
export type Parsed = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

/** Parses and validates against one schema; remembers the latest texts, of which a gateway sends few different ones. */
export function createParser(schema: GraphQLSchema): (text: string) => Parsed {
  const known = new Map<string, Parsed>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) {
      known.delete(text);
      known.set(text, before);
      return before;
    }
    const parsed = parseAndValidate(schema, text);
    known.set(text, parsed);
    if (known.size > CACHED_DOCUMENTS) known.delete(known.keys().next().value ?? '');
    return parsed;
  };
}

function parseAndValidate(schema: GraphQLSchema, text: string): Parsed {
  try {
    const document = parse(text, { maxTokens: MAX_TOKENS });
    const errors = validate(schema, document);
    if (errors.length > 0) return { errors: errors.map((error) => fault('BAD_USER_INPUT', error.message)) };
    return hasNulLiteral(document) ? { errors: [nulFault()] } : { document };
  } catch (error) {
    return {
      errors: [fault('BAD_USER_INPUT', error instanceof GraphQLError ? error.message : 'The document cannot be read.')],
    };
  }
}

function hasNulLiteral(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    StringValue(node) {
      if (node.value.includes('\0')) found = true;
    },
  });
  return found;
}

/** The fault for text that holds a NUL, which PostgreSQL cannot store. */
export const nulFault = (): GraphQLError => fault('BAD_USER_INPUT', 'Text must not hold NUL characters.');

/** Whether any text within plain JSON holds a NUL. */
export function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(hasNul);
}
