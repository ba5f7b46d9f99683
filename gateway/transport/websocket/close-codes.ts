/** Close codes of RFC 6455 and of `graphql-transport-ws`. */
export const CLOSE = {
  serviceRestart: 1012,
  tryAgainLater: 1013,
  invalidMessage: 4400,
  forbidden: 4403,
  tooManyMessages: 4429,
  internalError: 4500,
} as const;
