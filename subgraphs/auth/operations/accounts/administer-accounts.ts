import { z } from 'zod';
import type { AuditedAction } from '../../../../runtime/audit/audit-log.ts';
import { type Caller, OPERATOR } from '../../../../runtime/executor/caller.ts';
import { fault } from '../../../../runtime/executor/faults.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  parseInput,
  text,
} from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { AuthContext } from '../../context.ts';
import { type SessionRevoked, userRestored, userSuspended } from '../../events.ts';
import type { Role } from '../../repository/accounts.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import { type RecordNeeds, recordEvent } from '../security-events/record-event.ts';
import { endSessions, notifyRevokedSessions } from '../sessions/end-sessions.ts';

/** Reasons why an administrator's change is refused. */
type AdministerRefusal = RestoreRefusal | RefusalOf<'NotPermitted'>;

type RestoreRefusal = InvalidInput | NotFound;

type Needs = RecordNeeds &
  Pick<AuthContext, 'signals' | 'requestId'> & { readonly repository: Pick<AuthRepository, 'transaction'> };

type Change = (store: AuthStore, userId: string) => Promise<{ found: boolean; ended: readonly SessionRevoked[] }>;

const MAX_ID_LENGTH = 100;
const MAX_REASON_LENGTH = 500;
const userId = z.string().max(MAX_ID_LENGTH);
const ROLE = z.object({ userId, role: z.enum(['NOTIFY', 'FINANCE', 'MODERATOR', 'ADMIN']) });

/**
 * Returns the administrator's id; null for the operator of the system, who has no account.
 *
 * @throws a fault `UNAUTHENTICATED` or `FORBIDDEN`, even though the gateway checks too.
 */
function requireAdministrator(caller: Caller): string | null {
  const id = caller.service === OPERATOR.service ? null : viewerOf(caller);
  if (!caller.scopes.includes('admin')) throw fault('FORBIDDEN', 'Only administrators can do this.');
  return id;
}

/** Grants a role, which the user's next access token carries. Returns the user's id. */
export async function grantRole(context: Needs, input: unknown): Promise<Result<string, InvalidInput | NotFound>> {
  requireAdministrator(context.caller);
  const parsed = parseInput(ROLE, input);
  if (!parsed.ok) return parsed;
  return change(context, parsed.value.userId, { action: 'grantRole' }, async (store, id) => {
    const found = await store.setRole(id, parsed.value.role, true);
    if (found) await recordEvent(context, store, id, 'ROLE_GRANTED');
    return { found, ended: [] };
  });
}

/** Revokes a role and ends all sessions of the user, whose tokens still carry it. Returns the user's id. */
export async function revokeRole(context: Needs, input: unknown): Promise<Result<string, AdministerRefusal>> {
  const viewerId = requireAdministrator(context.caller);
  const parsed = parseInput(ROLE, input);
  if (!parsed.ok) return parsed;
  const { role } = parsed.value;
  if (parsed.value.userId === viewerId && role === 'ADMIN')
    return notPermitted('You cannot remove your own admin role.');
  return change(context, parsed.value.userId, { action: 'revokeRole' }, async (store, id) => {
    const found = await store.setRole(id, role, false);
    if (found) await recordEvent(context, store, id, 'ROLE_REVOKED');
    return { found, ended: found ? await endSessions(store, { userId: id, except: null }, context.now()) : [] };
  });
}

/** Ends all sessions of a user and prevents new ones, for a time or permanently. Returns the user's id. */
export async function suspendUser(context: Needs, input: unknown): Promise<Result<string, AdministerRefusal>> {
  const viewerId = requireAdministrator(context.caller);
  const now = context.now();
  const until = z
    .date()
    .refine((instant) => instant > now, 'The end of a suspension must be in the future.')
    .nullish();
  const reason = text('A reason', { max: MAX_REASON_LENGTH });
  const parsed = parseInput(z.object({ userId, reason, until }), input);
  if (!parsed.ok) return parsed;
  if (parsed.value.userId === viewerId) return notPermitted('You cannot suspend yourself.');
  const suspension = { since: now, until: parsed.value.until ?? null, reason: parsed.value.reason };
  const audited = { action: 'suspendUser', reason: suspension.reason };
  return change(context, parsed.value.userId, audited, async (store, id) => {
    if (!(await store.setSuspension(id, suspension))) return { found: false, ended: [] };
    await recordEvent(context, store, id, 'SUSPENDED');
    const end = suspension.until?.toISOString() ?? null;
    await store.announce(userSuspended, { userId: id, until: end, at: now.toISOString() }, now);
    return { found: true, ended: await endSessions(store, { userId: id, except: null }, now) };
  });
}

/** Lifts a suspension. Returns the user's id. */
export async function restoreUser(context: Needs, input: unknown): Promise<Result<string, RestoreRefusal>> {
  requireAdministrator(context.caller);
  const parsed = parseInput(z.object({ userId }), input);
  if (!parsed.ok) return parsed;
  return change(context, parsed.value.userId, { action: 'restoreUser' }, async (store, id) => {
    const now = context.now();
    if (!(await store.setSuspension(id, null))) return { found: false, ended: [] };
    await recordEvent(context, store, id, 'RESTORED');
    await store.announce(userRestored, { userId: id, at: now.toISOString() }, now);
    return { found: true, ended: [] };
  });
}

/** Both must hold where both are given. */
interface UserSearch {
  /** An id, or the beginning of an address. */
  readonly query?: string | null | undefined;
  /** A role that they have. */
  readonly role?: Role | null | undefined;
}

/** Ids of the users that fit all that is given, latest first; none when nothing is. */
export async function searchUsers(
  { caller, repository }: Pick<AuthContext, 'caller'> & { repository: Pick<AuthRepository, 'searchAccounts'> },
  { query, role }: UserSearch,
  page: PageRequest<readonly [string]>,
): Promise<readonly string[]> {
  requireAdministrator(caller);
  const normalizedQuery = (query ?? '').normalize('NFC').trim();
  const isEmpty = normalizedQuery === '' && (query != null || role == null);
  if (isEmpty || normalizedQuery.length > MAX_ID_LENGTH) return [];
  const search = normalizedQuery.startsWith('usr_') ? normalizedQuery : normalizedQuery.toLowerCase();
  return repository.searchAccounts(search, role ?? null, page);
}

/** Changes an account and records it in the audit log, with the roles and the suspension before and after. */
async function change(
  context: Needs,
  id: string,
  audited: Pick<AuditedAction, 'action' | 'reason'>,
  work: Change,
): Promise<Result<string, NotFound>> {
  const { found, ended } = await context.repository.transaction(async (store) => {
    if (!(await store.lockAccount(id))) return { found: false, ended: [] };
    const before = await findPowers(store, id);
    const changed = await work(store, id);
    if (changed.found) {
      const after = await findPowers(store, id);
      await store.recordAudit(context, { ...audited, scope: 'admin', subjectId: id, before, after });
    }
    return changed;
  });
  if (!found) return notFound('There is no user with this id.', 'userId');
  await notifyRevokedSessions(context, ended);
  return done(id);
}

/** What administrators change of an account. */
async function findPowers(store: Pick<AuthStore, 'accounts'>, id: string): Promise<object | null> {
  const [account] = await store.accounts([id]);
  if (account == null) return null;
  const { roles, suspendedAt, suspendedUntil, suspensionReason } = account;
  return { roles, suspendedAt, suspendedUntil, suspensionReason };
}

const notPermitted = (message: string) =>
  refuse<RefusalOf<'NotPermitted'>>({ __typename: 'NotPermitted', message, path: ['input', 'userId'] });
