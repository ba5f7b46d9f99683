/** The numbers that sockets are closed with, as RFC 6455 and `graphql-transport-ws` give them. */
export const CLOSE = {
  serviceRestart: 1012,
  tryAgainLater: 1013,
  invalidMessage: 4400,
  forbidden: 4403,
  tooManyMessages: 4429,
  internalError: 4500,
} as const;
