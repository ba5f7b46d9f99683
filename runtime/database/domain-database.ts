import { createHmac } from 'node:crypto';
import type { Configuration } from '../settings/configuration.ts';
import { ConfigurationError } from '../settings/configuration-error.ts';

/** The name of a domain's database role: its own, behind `DATABASE_ROLE_PREFIX`. Its schema has no prefix. */
const roleName = ({ databaseRolePrefix }: Pick<Configuration, 'databaseRolePrefix'>, domain: string): string =>
  `${databaseRolePrefix}${domain}`;

/** The database role that migrations make for a domain. */
export const roleOf = (configuration: Configuration, domain: string) => ({
  name: roleName(configuration, domain),
  password: rolePassword(configuration, domain),
});

/**
 * The password of a domain's database role: the one in `<NAME>_DATABASE_URL` where that names the role, else one that is
 * the same in every process that has `DATABASE_SECRET`.
 */
function rolePassword(configuration: Configuration, domain: string): string {
  const url = configuration.domainVariable(domain, 'DATABASE_URL');
  const { username, password } = url === undefined ? { username: '', password: '' } : new URL(url);
  if (username === roleName(configuration, domain) && password !== '') return decodeURIComponent(password);
  return createHmac('sha256', configuration.secrets.read('DATABASE_SECRET')).update(`role:${domain}`).digest('hex');
}

/** The variables by which each domain's role connects, with their passwords: a secret, for whoever asks for it. */
export const databaseVariables = (
  configuration: Configuration,
  domains: readonly string[],
  ownerUrl: string,
): readonly string[] =>
  domains.map((domain) => `${domain.toUpperCase()}_DATABASE_URL=${domainDatabaseUrl(configuration, domain, ownerUrl)}`);

/** The owner of the database of a domain: `<NAME>_DATABASE_OWNER_URL`, else of the database that domains share. */
export const ownerUrlOf = (configuration: Configuration, domain: string, sharedUrl: string): string =>
  configuration.domainVariable(domain, 'DATABASE_OWNER_URL') ?? sharedUrl;

/** Where a domain's role connects: `<NAME>_DATABASE_URL`, else its owner's server and database with the role's own password. */
export function domainDatabaseUrl(
  configuration: Configuration,
  domain: string,
  ownerUrl = configuration.databaseUrl,
): string {
  const given = configuration.domainVariable(domain, 'DATABASE_URL');
  if (given !== undefined) return given;
  const ownersUrl = configuration.domainVariable(domain, 'DATABASE_OWNER_URL') ?? ownerUrl;
  if (ownersUrl === null)
    throw new ConfigurationError(`${domain.toUpperCase()}_DATABASE_URL: must be set, or DATABASE_URL`);
  const address = new URL(ownersUrl);
  address.username = roleName(configuration, domain);
  address.password = rolePassword(configuration, domain);
  return address.href;
}

/** Where a domain's role connects to PostgreSQL itself: `<NAME>_DATABASE_DIRECT_URL`, else as for everything. */
export const directDatabaseUrl = (
  configuration: Configuration,
  domain: string,
  ownerUrl = configuration.databaseUrl,
): string =>
  configuration.domainVariable(domain, 'DATABASE_DIRECT_URL') ?? domainDatabaseUrl(configuration, domain, ownerUrl);
