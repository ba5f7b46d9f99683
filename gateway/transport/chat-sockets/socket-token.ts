/** A JWT in its compact form. RFC 7519, section 3 */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The access token among the offered subprotocols; null when there is none. */
export const tokenIn = (protocols: readonly string[]): string | null =>
  protocols.find((protocol) => JWT.test(protocol)) ?? null;

/**
 * The subprotocol that the response names. Browsers end a socket whose response names none of those offered, so a token that
 * is offered by itself is repeated; beside a name such as `bearer` it is not.
 */
export function selectProtocol(offered: ReadonlySet<string>): string | false {
  const [first] = offered;
  return [...offered].find((protocol) => !JWT.test(protocol)) ?? first ?? false;
}
