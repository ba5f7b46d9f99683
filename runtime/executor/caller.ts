/** The identity behind a request. Plain JSON: signed between processes, passed as it is to an embedded domain. */
export interface Caller {
  /** The signed-in person's `usr_` id; null for a visitor or a service. */
  readonly viewerId: string | null;
  /** The `ses_` id of the session that the access token belongs to. */
  readonly sessionId: string | null;
  readonly scopes: readonly string[];
  /** Name of the domain that calls on its own behalf, or `operator` for a command; null when a person calls. */
  readonly service: string | null;
}

/** A visitor without a token. */
export const ANONYMOUS: Caller = { viewerId: null, sessionId: null, scopes: [], service: null };

/** The caller for a domain that calls another on its own behalf. */
export const serviceCaller = (service: string): Caller => ({ ...ANONYMOUS, service });

/** Who runs a command of this project beside the database: an administrator without an account. */
export const OPERATOR: Caller = { ...serviceCaller('operator'), scopes: ['admin'] };
