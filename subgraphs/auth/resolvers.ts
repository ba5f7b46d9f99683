import { createPaging, type PageArguments } from '../../runtime/connection.ts';
import { fault } from '../../runtime/faults.ts';
import { payloadOf } from '../../runtime/result.ts';
import { scalars } from '../../runtime/scalars.ts';
import { viewerOf } from '../../runtime/viewer.ts';
import type { AuthContext } from './context.ts';
import type { Resolvers } from './generated.ts';
import { changePassword } from './operations/change-password.ts';
import { listRevokedSessions } from './operations/list-revoked-sessions.ts';
import { listSessions } from './operations/list-sessions.ts';
import { logIn } from './operations/log-in.ts';
import { logOut } from './operations/log-out.ts';
import { refreshSession } from './operations/refresh-session.ts';
import { registerUser } from './operations/register-user.ts';
import { revokeSession } from './operations/revoke-session.ts';
import { verifyToken } from './operations/verify-token.ts';
import { viewAge } from './operations/view-age.ts';
import { findSelf, findUser, type UserView } from './operations/view-user.ts';

/** Most persons that may be asked for at once. */
const MAX_USERS = 100;

const sessionPaging = createPaging<[string]>('auth.sessions', ['']);

async function sessionsOf(context: AuthContext, userId: string, args: PageArguments) {
  const page = sessionPaging.parse(args);
  const rows = await listSessions(context, userId, page);
  return rows === null
    ? null
    : sessionPaging.connect(
        page,
        rows,
        ({ id }) => [id],
        (session) => session,
      );
}

/** What the schema's fields answer. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    me: (_, __, context) => findUser(context, viewerOf(context.caller)),
    user: (_, { id }, context) => findUser(context, id),
    async users(_, { ids }, context) {
      if (ids.length > MAX_USERS) throw fault('BAD_USER_INPUT', `Ask for at most ${MAX_USERS} users at once.`);
      return Promise.all(ids.map((id) => findUser(context, id)));
    },
    sessions: (_, page, context) => sessionsOf(context, viewerOf(context.caller), page),
    verifyToken: (_, { token }, context) => verifyToken(context, token),
    revokedSessions: (_, __, context) => listRevokedSessions(context),
  },
  Mutation: {
    async register(_, { input }, context) {
      const registered = await registerUser(context, input);
      const user = registered.ok ? await findSelf(context, registered.value.user.id) : null;
      return { user, ...payloadOf('session', registered) };
    },
    login: async (_, { input }, context) => payloadOf('session', await logIn(context, input)),
    refreshSession: async (_, { input }, context) => payloadOf('session', await refreshSession(context, input)),
    async logout(_, __, context) {
      const { ok, errors } = payloadOf('ok', await logOut(context));
      return { ok: ok ?? false, errors };
    },
    revokeSession: async (_, { input }, context) => payloadOf('session', await revokeSession(context, input)),
    async changePassword(_, { input }, context) {
      const { user, errors } = payloadOf('user', await changePassword(context, input));
      return { user: user === null ? null : await findUser(context, user), errors };
    },
  },
  User: {
    __resolveReference: ({ id }, context) => findUser(context, id),
    sessions: ({ id }, page, context) => sessionsOf(context, id, page),
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
  AuthSession: {
    user: ({ user }, _, context) => (user == null ? null : findSelf(context, user.id)),
  },
};
