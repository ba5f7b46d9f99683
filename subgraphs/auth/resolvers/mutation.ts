import { payloadOf, type Result } from '../../../runtime/operations/result.ts';
import type { AuthContext } from '../context.ts';
import type { MutationResolvers } from '../generated.ts';
import { grantRole, restoreUser, revokeRole, suspendUser } from '../operations/accounts/administer-accounts.ts';
import { deleteAccount } from '../operations/accounts/delete-account.ts';
import { registerUser } from '../operations/accounts/register-user.ts';
import { setDateOfBirth } from '../operations/accounts/set-date-of-birth.ts';
import { findSelf, findUser } from '../operations/accounts/view-user.ts';
import { changeEmail, changePhone } from '../operations/addresses/change-address.ts';
import { requestVerification } from '../operations/addresses/request-verification.ts';
import { verifyEmail, verifyPhone } from '../operations/addresses/verify-address.ts';
import { requestDataExport } from '../operations/data-exports/request-data-export.ts';
import { linkIdentity } from '../operations/identities/link-identity.ts';
import { logInWithTelegram } from '../operations/identities/log-in-with-telegram.ts';
import { unlinkIdentity } from '../operations/identities/unlink-identity.ts';
import { completeOAuth } from '../operations/oauth/complete-oauth.ts';
import { startOAuth } from '../operations/oauth/start-oauth.ts';
import { finishPasskeyLogin, startPasskeyLogin } from '../operations/passkeys/log-in-with-passkey.ts';
import { removePasskey, renamePasskey } from '../operations/passkeys/manage-passkeys.ts';
import { finishPasskeyRegistration, startPasskeyRegistration } from '../operations/passkeys/register-passkey.ts';
import { changePassword } from '../operations/passwords/change-password.ts';
import { logIn } from '../operations/passwords/log-in.ts';
import { requestPasswordReset } from '../operations/passwords/request-password-reset.ts';
import { resetPassword } from '../operations/passwords/reset-password.ts';
import { setPassword } from '../operations/passwords/set-password.ts';
import { confirmIdentity } from '../operations/proofs/confirm-identity.ts';
import type { AuthTokens } from '../operations/sessions/issue-access-token.ts';
import { logOut } from '../operations/sessions/log-out.ts';
import { refreshSession } from '../operations/sessions/refresh-session.ts';
import { revokeAllSessions } from '../operations/sessions/revoke-all-sessions.ts';
import { revokeSession } from '../operations/sessions/revoke-session.ts';
import { confirmTotp, disableTotp, enrollTotp } from '../operations/two-factor/manage-totp.ts';

/** Payload of a mutation that returns a user's id: the user as the caller may see them. */
async function userPayload<Refusal>(context: AuthContext, result: Result<string, Refusal>) {
  const { user, errors } = payloadOf('user', result);
  return { user: user === null ? null : await findUser(context, user), errors };
}

/** Payload of a mutation that opens or refreshes a session; the request continues as its user. */
async function sessionPayload<Refusal>(context: AuthContext, result: Result<AuthTokens, Refusal>) {
  const claims = result.ok ? await context.accessTokens.verify(result.value.accessToken) : null;
  if (result.ok && claims !== null) context.requestSession.switchTo(claims, result.value.accessToken);
  return payloadOf('session', result);
}

/** Records that a successful mutation has ended the caller's session. */
function noteEnd<Value, Refusal>({ requestSession }: AuthContext, result: Result<Value, Refusal>) {
  if (result.ok) requestSession.markEnded();
  return result;
}

/** Resolvers of the mutations. */
export const mutation: MutationResolvers = {
  async register(_, { input }, context) {
    const registered = await registerUser(context, input);
    const payload = await sessionPayload(context, registered);
    const user = registered.ok ? await findSelf(context, registered.value.user.id) : null;
    return { user, isReplay: registered.isReplay, ...payload };
  },
  login: async (_, { input }, context) => sessionPayload(context, await logIn(context, input)),
  loginWithTelegram: async (_, { input }, context) => sessionPayload(context, await logInWithTelegram(context, input)),
  async startOAuth(_, { input }, context) {
    const started = await startOAuth(context, input);
    const { authorizationUrl = null, state = null } = started.ok ? started.value : {};
    return { authorizationUrl, state, errors: started.ok ? [] : [started.refusal] };
  },
  completeOAuth: async (_, { input }, context) => sessionPayload(context, await completeOAuth(context, input)),
  linkIdentity: async (_, { input }, context) => userPayload(context, await linkIdentity(context, input)),
  unlinkIdentity: async (_, { input }, context) => userPayload(context, await unlinkIdentity(context, input)),
  startPasskeyRegistration: async (_, __, context) => payloadOf('options', await startPasskeyRegistration(context)),
  finishPasskeyRegistration: async (_, { input }, context) =>
    payloadOf('passkey', await finishPasskeyRegistration(context, input)),
  startPasskeyLogin: async (_, __, context) => payloadOf('options', await startPasskeyLogin(context)),
  finishPasskeyLogin: async (_, { input }, context) =>
    sessionPayload(context, await finishPasskeyLogin(context, input)),
  renamePasskey: async (_, { input }, context) => payloadOf('passkey', await renamePasskey(context, input)),
  removePasskey: async (_, { input }, context) => userPayload(context, await removePasskey(context, input)),
  refreshSession: async (_, { input }, context) => sessionPayload(context, await refreshSession(context, input)),
  async logout(_, __, context) {
    const { ok, errors } = payloadOf('ok', noteEnd(context, await logOut(context)));
    return { ok: ok ?? false, errors };
  },
  async revokeSession(_, { input }, context) {
    const revoked = await revokeSession(context, input);
    return payloadOf('session', input.sessionId === context.caller.sessionId ? noteEnd(context, revoked) : revoked);
  },
  revokeAllSessions: async (_, { input }, context) =>
    userPayload(context, noteEnd(context, await revokeAllSessions(context, input))),
  async confirmIdentity(_, { input }, context) {
    const confirmed = await confirmIdentity(context, input);
    const { accessToken = null, expiresAt = null, provenUntil = null } = confirmed.ok ? confirmed.value : {};
    return { accessToken, expiresAt, provenUntil, errors: confirmed.ok ? [] : [confirmed.refusal] };
  },
  changePassword: async (_, { input }, context) => userPayload(context, await changePassword(context, input)),
  async enrollTotp(_, __, context) {
    const enrolled = await enrollTotp(context);
    const { secret = null, otpauthUrl = null, recoveryCodes = [] } = enrolled.ok ? enrolled.value : {};
    return { secret, otpauthUrl, recoveryCodes, errors: enrolled.ok ? [] : [enrolled.refusal] };
  },
  confirmTotp: async (_, { input }, context) => userPayload(context, await confirmTotp(context, input)),
  disableTotp: async (_, { input }, context) => userPayload(context, await disableTotp(context, input)),
  grantRole: async (_, { input }, context) => userPayload(context, await grantRole(context, input)),
  revokeRole: async (_, { input }, context) => userPayload(context, await revokeRole(context, input)),
  suspendUser: async (_, { input }, context) => userPayload(context, await suspendUser(context, input)),
  restoreUser: async (_, { input }, context) => userPayload(context, await restoreUser(context, input)),
  deleteAccount: async (_, { input }, context) =>
    payloadOf('user', noteEnd(context, await deleteAccount(context, input))),
  requestDataExport: async (_, __, context) => payloadOf('export', await requestDataExport(context)),
  setPassword: async (_, { input }, context) => userPayload(context, await setPassword(context, input)),
  async requestPasswordReset(_, { input }, context) {
    const { ok, errors } = payloadOf('ok', await requestPasswordReset(context, input));
    return { ok: ok ?? false, errors };
  },
  resetPassword: async (_, { input }, context) => userPayload(context, await resetPassword(context, input)),
  requestVerification: async (_, __, context) => userPayload(context, await requestVerification(context)),
  verifyEmail: async (_, { input }, context) => userPayload(context, await verifyEmail(context, input)),
  verifyPhone: async (_, { input }, context) => userPayload(context, await verifyPhone(context, input)),
  changeEmail: async (_, { input }, context) => userPayload(context, await changeEmail(context, input)),
  changePhone: async (_, { input }, context) => userPayload(context, await changePhone(context, input)),
  setDateOfBirth: async (_, { input }, context) => userPayload(context, await setDateOfBirth(context, input)),
};
