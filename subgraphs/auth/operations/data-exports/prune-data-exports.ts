import type { AuthRepository } from '../../repository/index.ts';
import { EXPORT_REMEMBERED_MS } from './export-lifetimes.ts';

/** What forgetting needs. */
export interface ExportForgettingNeeds {
  readonly repository: Pick<AuthRepository, 'forgetExportParts' | 'forgetDataExports'>;
  readonly now: () => Date;
}

/** Parts deleted by one statement: short enough not to hold anyone up. */
const BATCH = 200;

/** Deletes the content of copies that were kept for 7 days or failed, and after 90 days that they ever were. */
export async function forgetDataExports(
  { repository, now }: ExportForgettingNeeds,
  signal: AbortSignal,
): Promise<void> {
  const instant = now();
  let left = true;
  while (left && !signal.aborted) left = (await repository.forgetExportParts(instant, BATCH)) === BATCH;
  await repository.forgetDataExports(new Date(instant.getTime() - EXPORT_REMEMBERED_MS));
}
