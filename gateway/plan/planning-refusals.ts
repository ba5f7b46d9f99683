import type { GraphQLError } from 'graphql';
import { fault } from '../../runtime/executor/faults.ts';

const RETRY_AFTER_SECONDS = 1;

/** The error when too many operations are being planned. */
export const planningIsBusy = (): GraphQLError =>
  fault('LIMIT_EXCEEDED', 'Too many new operations are being planned; try again.', { retryAfter: RETRY_AFTER_SECONDS });

/** The error when planning failed for a reason other than the operation. */
export const planningFailed = (): GraphQLError =>
  fault('UNAVAILABLE', 'The operation could not be planned for a moment; try again.', {
    retryAfter: RETRY_AFTER_SECONDS,
  });
