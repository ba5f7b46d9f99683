/** The methods that a route may have. A route of GET also serves HEAD, unless there is one of HEAD at its path. */
export const ROUTE_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** The default of `maxBodyBytes`. */
export const MAX_ROUTE_BODY_BYTES = 1_048_576;

/** The default of `idleMs`. */
export const ROUTE_IDLE_MS = 30_000;
