import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate, visit } from 'graphql';
import type { GraphQLRequest } from '../executor/executor.ts';
import { fault } from '../executor/faults.ts';
import { createBoundedCache } from '../limits/bounded-cache.ts';
import { isRawNumber } from '../text/json-numbers.ts';

const CACHED_DOCUMENTS = 1_000;
const MAX_TOKENS = 10_000;

/** A valid document, or the errors that parsing and validation found. */
export type Parsed = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

/** Parses and validates against one schema. Recent documents are cached: a gateway sends few different ones. */
export function createParser(schema: GraphQLSchema): (text: string) => Parsed {
  const cache = createBoundedCache<Parsed>(CACHED_DOCUMENTS);
  return (text) => {
    const cached = cache.get(text);
    if (cached !== undefined) return cached;
    const parsed = parseAndValidate(schema, text);
    cache.set(text, parsed);
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
      errors: [
        fault('BAD_USER_INPUT', error instanceof GraphQLError ? error.message : 'The document cannot be parsed.'),
      ],
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

/** The fault for text with a NUL character, which PostgreSQL cannot store. */
export const nulFault = (): GraphQLError => fault('BAD_USER_INPUT', 'Text must not contain NUL characters.');

/** Values in variables that resolvers must not receive. */
interface Unfit {
  nul: boolean;
  rawNumber: boolean;
}

/** Variables for resolvers in this process, with numbers as `JSON.parse` reads them; null when text contains a NUL. */
export function readVariables(variables: GraphQLRequest['variables']): GraphQLRequest['variables'] | null {
  const found: Unfit = { nul: false, rawNumber: false };
  findUnfit(variables, found);
  if (found.nul) return null;
  return variables !== undefined && found.rawNumber ? mapDoubles(variables) : variables;
}

function findUnfit(value: unknown, found: Unfit): void {
  if (typeof value === 'string') found.nul ||= value.includes('\0');
  if (typeof value !== 'object' || value === null) return;
  if (isRawNumber(value)) found.rawNumber = true;
  else for (const inner of Object.values(value)) findUnfit(inner, found);
}

function withDoubles(value: unknown): unknown {
  if (isRawNumber(value)) return Number(value.rawJSON);
  if (Array.isArray(value)) return value.map(withDoubles);
  return typeof value === 'object' && value !== null ? mapDoubles(value) : value;
}

const mapDoubles = (object: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, withDoubles(inner)]));
