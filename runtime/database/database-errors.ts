import { types } from 'node:util';

const UNIQUE_VIOLATION = 'P2002';

/**
 * PostgreSQL: connection lost or refused (class 08), operator intervention (57P0x), too many connections, lock or statement
 * timeout; a server that is read-only, as a former primary is after a failover; a transaction that was idle or open too long.
 */
const TRANSIENT_SQLSTATE = /^(08...|57P0[1-5]|53300|55P03|57014|40001|40P01|25006|25P0[34])$/;
const TRANSIENT_PRISMA: ReadonlySet<string> = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2034',
  'P2037',
]);
const TRANSIENT_SYSTEM: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
const TRANSIENT_MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|not yet accepting connections|is shutting down|starting up|in recovery mode|recovery is in progress|Client has encountered a connection error|Server has closed the connection|Can't reach database/i;

/** The codes an error carries, through the causes that Prisma wraps. */
function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 4) return [];
  const fields: Record<string, unknown> = { ...error };
  const own = [fields['code'], fields['originalCode']].filter((code) => typeof code === 'string');
  const inner = [Reflect.get(error, 'cause'), fields['meta'], fields['driverAdapterError']];
  return [...own, ...inner.flatMap((value) => codesOf(value, depth + 1))];
}

/** Whether the same call may succeed later: the database is away, restarting, overloaded, or gave way to another transaction. */
export function isTransient(error: unknown): boolean {
  const codes = codesOf(error);
  if (codes.some((code) => TRANSIENT_SQLSTATE.test(code) || TRANSIENT_PRISMA.has(code) || TRANSIENT_SYSTEM.has(code)))
    return true;
  return types.isNativeError(error) && TRANSIENT_MESSAGE.test(error.message);
}

/** PostgreSQL: a statement was cancelled, for example by its timeout. A lock timeout has its own code. */
const CANCELLED = '57014';
/** PostgreSQL: a transaction was open for too long. */
const TRANSACTION_TIMEOUT = '25P04';
/** Prisma: a transaction took too long or could not begin; only the message distinguishes the two. */
const TRANSACTION = 'P2028';
const NOT_BEGUN = /Unable to start a transaction/i;

/**
 * Whether the work itself took too long: a statement or its transaction ran out of time. It may succeed later, when the
 * database is less busy, or never. Waiting for a lock or for a connection is not meant.
 */
export function isOverdue(error: unknown): boolean {
  const codes = codesOf(error);
  if (codes.includes(CANCELLED) || codes.includes(TRANSACTION_TIMEOUT)) return true;
  return codes.includes(TRANSACTION) && types.isNativeError(error) && !NOT_BEGUN.test(error.message);
}

/** PostgreSQL: `lock_timeout` has passed. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Whether a statement waited too long for a lock. */
export const isLockTimeout = (error: unknown): boolean => codesOf(error).includes(LOCK_NOT_AVAILABLE);

/** PostgreSQL: of transactions that waited for each other this one was cancelled. */
const DEADLOCK_DETECTED = '40P01';

/** Whether a statement was cancelled because its transaction and another one waited for each other. */
export const isDeadlock = (error: unknown): boolean => codesOf(error).includes(DEADLOCK_DETECTED);

/** Whether a unique constraint refused the row. */
export const isUniqueViolation = (error: unknown): boolean =>
  codesOf(error).some((code) => code === UNIQUE_VIOLATION || code === '23505');
