import type { AuthRepository } from '../../repository/index.ts';
import { EXPORT_RECORD_TTL_MS } from './export-lifetimes.ts';

export interface ExportPruneNeeds {
  readonly repository: Pick<AuthRepository, 'deleteExportParts' | 'deleteDataExports'>;
  readonly now: () => Date;
}

/** Number of parts deleted per statement, to keep locks short. */
const BATCH_SIZE = 200;

/** Deletes the content of exports that failed or are older than 7 days, and their records after 90 days. */
export async function pruneDataExports({ repository, now }: ExportPruneNeeds, signal: AbortSignal): Promise<void> {
  const instant = now();
  let left = true;
  while (left && !signal.aborted) left = (await repository.deleteExportParts(instant, BATCH_SIZE)) === BATCH_SIZE;
  await repository.deleteDataExports(new Date(instant.getTime() - EXPORT_RECORD_TTL_MS));
}
