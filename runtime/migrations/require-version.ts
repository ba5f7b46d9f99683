/** The oldest PostgreSQL that has all that migrations use: the collation `pg_c_utf8` came with 17. */
const OLDEST_MAJOR = 17;

/** @throws an error that names both versions when `version`, as of `server_version_num`, is too old. */
export function requireVersion(version: number): void {
  const major = Math.floor(version / 10_000);
  if (major < OLDEST_MAJOR)
    throw new Error(`PostgreSQL ${OLDEST_MAJOR} or newer is required; the server runs ${major}.${version % 10_000}.`);
}
