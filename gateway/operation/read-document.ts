import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { done, type Result, refuse } from '../../runtime/operations/result.ts';
import { located } from '../graphql/client-errors.ts';
import { disclosureOf, type ReadingRules } from './disclosure-rules.ts';
import { brokenLimit, DOCUMENT_LIMITS, MAX_REQUEST_BYTES, MAX_TOKENS } from './document-limits.ts';
import { literalsHoldNullCharacter, nullCharacter } from './null-character.ts';
import { invalidAll, type Refusals, tooLarge } from './refusals.ts';
import { validationRules } from './validation-rules.ts';

const MAX_VALIDATION_ERRORS = 20;
/** In production all errors read the same, so a few are enough; each one searches the schema for suggestions. */
const MAX_HIDDEN_ERRORS = 3;

/** Parses a document, checks its limits and validates it against the schema. */
export function readDocument(text: string, schema: GraphQLSchema, rules: ReadingRules): Result<DocumentNode, Refusals> {
  if (rules.limits && Buffer.byteLength(text) > MAX_REQUEST_BYTES) return refuse([tooLarge('size', rules)]);
  const document = parseText(text, rules);
  if (document instanceof GraphQLError) return refuse([document]);
  if (rules.limits) {
    const broken = brokenLimit(document, DOCUMENT_LIMITS);
    if (broken !== null) return refuse([tooLarge(broken, rules)]);
  }
  if (literalsHoldNullCharacter(document)) return refuse([nullCharacter()]);
  const errors = validate(schema, document, validationRules(rules), {
    maxErrors: rules.production ? MAX_HIDDEN_ERRORS : MAX_VALIDATION_ERRORS,
    hideSuggestions: rules.production,
  });
  return errors.length === 0 ? done(document) : refuse(invalidAll(errors, disclosureOf(text, rules)));
}

function parseText(text: string, rules: ReadingRules): DocumentNode | GraphQLError {
  try {
    return parse(text, rules.limits ? { maxTokens: MAX_TOKENS } : {});
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // graphql-js has no code for it; the sentence is the same since maxTokens exists.
    if (error.message.includes('tokens. Parsing aborted')) return tooLarge('tokens', rules);
    return located(error, error.message, { extensions: { code: 'BAD_USER_INPUT' } });
  }
}
