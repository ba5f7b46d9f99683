import { fault } from '../../../runtime/executor/faults.ts';
import { scalars } from '../../../runtime/graphql/scalars.ts';
import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { mapNodes } from '../../../runtime/operations/map-nodes.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { Resolvers } from '../generated.ts';
import { searchUsers } from '../operations/accounts/administer-accounts.ts';
import { viewAge } from '../operations/accounts/view-age.ts';
import { findSelf, findUser, maySeePrivate, type UserView } from '../operations/accounts/view-user.ts';
import { downloadUrlOf, exportStateOf } from '../operations/data-exports/view-data-export.ts';
import { validateInitData } from '../operations/identities/read-init-data.ts';
import { listSecurityEvents } from '../operations/security-events/list-security-events.ts';
import { listRevokedSessions } from '../operations/sessions/list-revoked-sessions.ts';
import { listSessions } from '../operations/sessions/list-sessions.ts';
import { verifyToken } from '../operations/sessions/verify-token.ts';
import { mutation } from './mutation.ts';

/** Maximum number of users per query. */
const MAX_USERS = 100;

const FOUND_USERS = createPaging({
  name: 'auth.search-users',
  key: [cursorPart.text],
  keyOf: (id: string) => [id],
});
const SECURITY_EVENTS = createPaging({
  name: 'auth.security-events',
  key: [cursorPart.text],
  keyOf: ({ id }: { readonly id: string }) => [id],
});

/** Resolvers of all types of the contract. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    me: (_, __, context) => findUser(context, viewerOf(context.caller)),
    user: (_, { id }, context) => findUser(context, id),
    async users(_, { ids }, context) {
      if (ids.length > MAX_USERS) throw fault('BAD_USER_INPUT', `Ask for at most ${MAX_USERS} users at once.`);
      return Promise.all(ids.map((id) => findUser(context, id)));
    },
    sessions: (_, page, context) => listSessions(context, viewerOf(context.caller), page),
    securityEvents: (_, page, context) => SECURITY_EVENTS.read(page, (request) => listSecurityEvents(context, request)),
    async searchUsers(_, { query, role, ...page }, context) {
      const ids = await FOUND_USERS.read(page, (request) => searchUsers(context, { query, role }, request));
      return mapNodes(ids, (id) => findUser(context, id));
    },
    dataExport(_, { id }, { caller, dataExports }) {
      viewerOf(caller);
      return dataExports.load(id);
    },
    validateTelegramInitData: (_, { initData }, context) => validateInitData(context, initData),
    verifyToken: (_, { token }, context) => verifyToken(context, token),
    oauthProviders: (_, __, { providers }) => providers.names,
    revokedSessions: (_, __, context) => listRevokedSessions(context),
    hasOtherModerator: (_, { userId }, { repository, now }) => repository.hasOtherModerator(userId, now()),
  },
  Mutation: mutation,
  User: {
    passkeys: ({ id }, _, { caller, passkeys }) => (caller.viewerId === id ? passkeys.load(id) : null),
    identities: ({ id }, _, context) => (maySeePrivate(context.caller, id) ? context.identities.load(id) : null),
    __resolveReference: ({ id }, context) => findUser(context, id),
    sessions: ({ id }, page, context) => listSessions(context, id, page),
  },
  Profile: {
    __resolveReference: async ({ user: { id } }, context) => ((await findUser(context, id)) === null ? null : { id }),
    // as: the reference was resolved from this very account, which the loader holds.
    user: async ({ id }, _, context) => (await findUser(context, id)) as UserView,
    age: ({ id }, _, context) => viewAge(context, id),
  },
  Session: {
    __resolveReference: ({ id }, { sessions }) => sessions.load(id),
    isCurrent: ({ id }, _, { caller }) => id === caller.sessionId,
  },
  DataExport: {
    state: (copy, _, context) => exportStateOf(context, copy),
    url: (copy, _, context) => downloadUrlOf(context, copy),
    byteSize: ({ readyAt, byteSize }) => (readyAt === null ? null : byteSize),
  },
  AuthSession: {
    user: ({ user }, _, context) => (user == null ? null : findSelf(context, user.id)),
  },
};
