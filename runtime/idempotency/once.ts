import { z } from 'zod';
import type { Database, Sql } from '../database/database.ts';
import { isLockTimeout } from '../database/database-errors.ts';
import { done, type RefusalOf, type Result, refuse } from '../operations/result.ts';
import { hashJson } from '../text/hash-json.ts';
import { claimKey, findOutcome, type StoredOutcome, storeOutcome } from './idempotency-table.ts';
import { type IdempotencyKey, keyClaimOf } from './key-claim.ts';
import { KEY_PATH, keyInUse } from './key-in-use.ts';

/** The form of a key that a client chooses. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x20-\x7e]{1,255}$/, 'An idempotency key consists of 1 to 255 printable ASCII characters.');

/** One call of an operation that is safe to repeat. */
interface IdempotentCall extends Omit<IdempotencyKey, 'key'> {
  /** Null when the client sent none: then the effect simply happens. */
  readonly key: string | null;
  /** All that the effect depends on; a repetition with another input is refused. */
  readonly input: unknown;
  /** How long the outcome is kept: a day by default, 30 days where money moves. */
  readonly retentionDays?: 1 | 30;
}

/** What an effect leaves: ids, which are read again with the permissions that the caller has when they repeat the call. */
type OutcomeIds = Readonly<Record<string, string | readonly string[] | null>>;

/** Why a key cannot be used. */
export type IdempotencyRefusal = RefusalOf<'IdempotencyConflict'> | typeof keyInUse.refusal;

/** The outcome of a call, and whether it is that of an earlier one. */
export type Replayable<Ids, Refusal> = Result<Ids, Refusal> & { readonly isReplay: boolean };

interface Needs<Store> {
  readonly repository: Pick<Database<Store>, 'transaction'>;
  readonly now: () => Date;
}

/** Refusals by form, permission or rate: the same call may succeed later, so nothing is stored under its key. */
const UNSTORED: ReadonlySet<string> = new Set([
  'InvalidInput',
  'NotFound',
  'NotPermitted',
  'TooManyAttempts',
  'LimitReached',
  'QuotaReached',
  'DiscoveryOff',
]);

/** Rolls back a transaction whose refusal is not stored. */
class UnstoredRefusal extends Error {}

/**
 * Runs an effect once for each key of a caller, in one transaction with the key. Later calls with the key get the outcome
 * of the first: its ids, or its refusal, in which instants and large integers have become text. An effect that refuses has
 * written nothing. Calls at the same time wait for the first one, at most 1.5 s.
 *
 * @throws what the effect throws; then neither key nor effect is stored.
 */
export async function once<Store, Ids extends OutcomeIds, Refusal extends RefusalOf<string>>(
  { repository, now }: Needs<Store>,
  { key, input, retentionDays = 1, ...call }: IdempotentCall,
  effect: (store: Store, sql: Sql) => Promise<Result<Ids, Refusal>>,
): Promise<Replayable<Ids, Refusal | IdempotencyRefusal>> {
  if (key === null) return { ...(await repository.transaction(effect)), isReplay: false };
  const claim = keyClaimOf({ ...call, key, input }, retentionDays, now());
  let unstored: Refusal | null = null;
  let isClaiming = true;
  try {
    return await repository.transaction(async (store, sql) => {
      const isFirst = await claimKey(sql, claim);
      isClaiming = false;
      if (!isFirst) return replay<Ids, Refusal>(await findOutcome(sql, claim), claim.inputHash);
      const result = await effect(store, sql);
      if (!result.ok && UNSTORED.has(result.refusal.__typename)) {
        unstored = result.refusal;
        throw new UnstoredRefusal();
      }
      await storeOutcome(sql, claim, result);
      return { ...result, isReplay: false };
    });
  } catch (error) {
    if (unstored !== null && error instanceof UnstoredRefusal) return { ...refuse(unstored), isReplay: false };
    if (isClaiming && isLockTimeout(error)) return { ...keyInUse, isReplay: false };
    throw error;
  }
}

/**
 * The outcome of an earlier call with the key, for effects outside the database that must not be tried again; null when
 * there is none, no key was given, or the call has not finished. `once` decides in any case.
 */
export async function findReplay<Ids extends OutcomeIds, Refusal extends RefusalOf<string>>(
  { repository, now }: { readonly repository: Pick<Database<unknown>, 'sql'>; readonly now: () => Date },
  { key, input, ...call }: IdempotentCall,
): Promise<Replayable<Ids, Refusal | IdempotencyRefusal> | null> {
  if (key === null) return null;
  const stored = await findOutcome(repository.sql, { scope: call.scope, operation: call.operation, key }, now());
  return stored === null ? null : replay<Ids, Refusal>(stored, hashJson(input));
}

function replay<Ids, Refusal>(
  stored: StoredOutcome | null,
  inputHash: string,
): Replayable<Ids, Refusal | IdempotencyRefusal> {
  if (stored === null) throw new Error('A key was used, and nothing is stored under it.');
  if (stored.inputHash !== inputHash) return { ...conflict, isReplay: false };
  // as: the same operation stored it, and the effect of one operation has one type.
  const result = stored.outcome as Result<Ids, Refusal>;
  return result.ok ? { ...done(result.value), isReplay: true } : { ...refuse(result.refusal), isReplay: true };
}

const conflict = refuse<RefusalOf<'IdempotencyConflict'>>({
  __typename: 'IdempotencyConflict',
  message: 'This idempotency key was used with a different input.',
  path: KEY_PATH,
});
