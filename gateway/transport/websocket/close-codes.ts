/** Close codes of RFC 6455, of `graphql-transport-ws` and of the older chats. */
export const CLOSE = {
  serviceRestart: 1012,
  tryAgainLater: 1013,
  invalidMessage: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  notFound: 4404,
  tooManyMessages: 4429,
  internalError: 4500,
} as const;
