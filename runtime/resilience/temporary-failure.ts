import { GraphQLError } from 'graphql';
import { isTransient } from '../database/database-errors.ts';

/** Whether a failure is over once the database, or a domain that was called, is back. */
export const isTemporary = (error: unknown): boolean =>
  isTransient(error) || (error instanceof GraphQLError && error.extensions['retryable'] === true);
