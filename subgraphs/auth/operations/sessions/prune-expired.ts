import type { AuthRepository } from '../../repository/index.ts';

export interface ExpiredPruneNeeds {
  readonly repository: Pick<AuthRepository, 'deleteExpired'>;
  readonly now: () => Date;
}

/** How long security events are kept. */
const SECURITY_EVENT_RETENTION_MS = 180 * 24 * 60 * 60_000;

/** Deletes expired challenges, attempts and proofs, and security events older than 180 days. */
export function pruneExpired({ repository, now }: ExpiredPruneNeeds): Promise<void> {
  const instant = now();
  return repository.deleteExpired({
    now: instant,
    eventsBefore: new Date(instant.getTime() - SECURITY_EVENT_RETENTION_MS),
  });
}
