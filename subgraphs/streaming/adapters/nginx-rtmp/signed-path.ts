import { createHash } from 'node:crypto';

/**
 * A path that nginx verifies by itself (`secure_link_md5` of ngx_http_secure_link_module): signature and instant stand in front of
 * the parts and of the file's name, so that the relative addresses in a playlist are signed as the playlist is.
 */
export function signedPath(secret: string, expiresAt: Date, parts: readonly string[]): string {
  const expires = Math.floor(expiresAt.getTime() / 1_000);
  const rest = parts.join('/');
  const signature = createHash('md5').update(`play/${expires}/${rest} ${secret}`).digest('base64url');
  return `/play/${signature}/${expires}/${rest}`;
}
