import { type Configuration, ConfigurationError } from './configuration.ts';
import { isSecretName, type SecretName } from './secrets.ts';

/** The secrets of a domain's own: `<NAME>_SECRET`, where there is one of that name. */
export const secretsOfDomain = (domain: string): SecretName[] =>
  [`${domain.toUpperCase()}_SECRET`].filter(isSecretName);

/**
 * Finds every secret that a process with these domains would miss, before anything is opened. In development those that
 * were not given are made here.
 *
 * @throws ConfigurationError with a line for each that is missing.
 */
export function requireSecrets(
  configuration: Configuration,
  { domains, signsCallers }: { readonly domains: readonly string[]; readonly signsCallers: boolean },
): void {
  const connects = domains.some((domain) => configuration.domainVariable(domain, 'DATABASE_URL') === undefined);
  const wanted: SecretName[] = [
    ...(signsCallers ? (['CALLER_SIGNING_KEY'] as const) : []),
    ...(connects ? (['DATABASE_SECRET'] as const) : []),
    ...domains.flatMap(secretsOfDomain),
  ];
  const missing = wanted.flatMap((name) => {
    try {
      configuration.secrets.read(name);
      return [];
    } catch (error) {
      if (error instanceof ConfigurationError) return [error.message];
      throw error;
    }
  });
  if (missing.length > 0) throw new ConfigurationError(missing.join('\n'));
}
