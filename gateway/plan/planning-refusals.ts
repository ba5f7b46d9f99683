import type { GraphQLError } from 'graphql';
import { fault } from '../../runtime/executor/faults.ts';

const RETRY_AFTER_SECONDS = 1;

/** The refusal of an operation that cannot be planned now since too many others are. */
export const planningIsBusy = (): GraphQLError =>
  fault('LIMIT_EXCEEDED', 'Too many new operations are being planned; try again.', { retryAfter: RETRY_AFTER_SECONDS });

/** The refusal of an operation whose planning broke off. */
export const planningFailed = (): GraphQLError =>
  fault('UNAVAILABLE', 'The operation could not be planned for a moment; try again.', {
    retryAfter: RETRY_AFTER_SECONDS,
  });
