import type { Configuration } from './configuration.ts';
import { ConfigurationError } from './configuration-error.ts';
import type { Settings } from './define-settings.ts';

/** A domain, as far as its settings are concerned. */
export interface DomainWithSettings {
  readonly name: string;
  readonly settings?: Pick<Settings<unknown>, 'read'> | undefined;
}

/**
 * Finds what a process with these domains would miss, before anything is opened. In development secrets that were not given
 * are made here.
 *
 * @throws ConfigurationError with a line for each variable that is missing or wrong.
 */
export function requireSettings(
  configuration: Configuration,
  { domains, signsCallers }: { readonly domains: readonly DomainWithSettings[]; readonly signsCallers: boolean },
): void {
  const connects = domains.some(({ name }) => configuration.domainVariable(name, 'DATABASE_URL') === undefined);
  const reads: (() => unknown)[] = [
    ...(signsCallers ? [() => configuration.secrets.read('CALLER_SIGNING_KEY')] : []),
    ...(connects ? [() => configuration.secrets.read('DATABASE_SECRET')] : []),
    ...domains.map(
      ({ settings }) =>
        () =>
          settings?.read(configuration),
    ),
  ];
  const problems = reads.flatMap((read) => {
    try {
      read();
      return [];
    } catch (error) {
      if (error instanceof ConfigurationError) return error.message.split('\n');
      throw error;
    }
  });
  // Several domains may miss the same variable.
  if (problems.length > 0) throw new ConfigurationError([...new Set(problems)].join('\n'));
}
