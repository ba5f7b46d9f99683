/** The token of a bearer header or connection parameter; empty when there is none. */
export const bearerOf = (authorization: unknown): string =>
  typeof authorization === 'string' && /^Bearer /i.test(authorization)
    ? authorization.slice('Bearer '.length).trim()
    : '';
