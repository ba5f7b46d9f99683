import { isLockTimeout } from '../database/database-errors.ts';
import { type RefusalOf, refuse } from '../operations/result.ts';

/** How long a call waits for another one with its key. */
export const KEY_TIMEOUT_MS = 1_500;

/** Where the key is in the input of every mutation that takes one. */
export const KEY_PATH = ['input', 'idempotencyKey'];

/** Seconds until a call whose key is in use should be repeated. */
const RETRY_AFTER_SECONDS = 1;

/** The refusal of a call while another one with its key is under way. */
export const keyInUse = refuse<RefusalOf<'IdempotencyInProgress'> & { readonly retryAfter: number }>({
  __typename: 'IdempotencyInProgress',
  message: 'A request with this idempotency key is still in progress. Try again in a moment.',
  path: KEY_PATH,
  retryAfter: RETRY_AFTER_SECONDS,
});

/** Whether a statement that also locks other rows has waited too long for a key, and not for those. */
export const isKeyInUse = (error: unknown): boolean =>
  // PostgreSQL names the table of the row that it waited for, in every language.
  isLockTimeout(error) && String(Reflect.get(Object(error), 'where')).includes('"idempotency_key"');
