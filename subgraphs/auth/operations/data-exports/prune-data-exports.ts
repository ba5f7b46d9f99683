import type { AuthRepository } from '../../repository/index.ts';
import { EXPORT_RECORD_TTL_MS } from './export-lifetimes.ts';

/** What forgetting needs. */
export interface ExportPruneNeeds {
  readonly repository: Pick<AuthRepository, 'forgetExportParts' | 'forgetDataExports'>;
  readonly now: () => Date;
}

/** Parts deleted by one statement: short enough not to hold anyone up. */
const BATCH_SIZE = 200;

/** Deletes the content of copies that were kept for 7 days or failed, and after 90 days that they ever were. */
export async function pruneDataExports({ repository, now }: ExportPruneNeeds, signal: AbortSignal): Promise<void> {
  const instant = now();
  let left = true;
  while (left && !signal.aborted) left = (await repository.forgetExportParts(instant, BATCH_SIZE)) === BATCH_SIZE;
  await repository.forgetDataExports(new Date(instant.getTime() - EXPORT_RECORD_TTL_MS));
}
