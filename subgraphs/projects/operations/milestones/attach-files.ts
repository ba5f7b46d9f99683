import { fileUseItem, updateFileUses } from '../../../../runtime/attachments/file-uses.ts';
import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import type { Result } from '../../../../runtime/operations/result.ts';
import type { ProjectsContext } from '../../context.ts';
import type { ProjectsStore } from '../../repository/index.ts';

/** Permits files of a person that are ready to be shown to the other party. */
export const requireFiles = (
  ask: ProjectsContext['ask'],
  {
    ownerId,
    fileIds,
    field,
  }: { readonly ownerId: string; readonly fileIds: readonly string[]; readonly field: string },
): Promise<Result<null, AttachmentRefusal>> =>
  requireAttachable(ask, { service: 'projects', ownerId, fileIds, path: [field] });

/** Files of a person that something of a contract shows. */
interface ShownFiles {
  /** The milestone or dispute. */
  readonly subjectId: string;
  readonly contractId: string;
  readonly ownerId: string;
  readonly fileIds: readonly string[];
}

/** Has media informed of files that both parties may read from now on: near the end of the transaction. */
export async function showFiles(
  store: Pick<ProjectsStore, 'enqueueWork'>,
  { contractId, ...shown }: ShownFiles,
  now: Date,
): Promise<void> {
  if (shown.fileIds.length === 0) return;
  await store.enqueueWork(updateFileUses, [fileUseItem({ ...shown, grantId: contractId, isShown: true })], now);
}

/** Has media informed of files that are shown no longer. */
export async function releaseFiles(
  store: Pick<ProjectsStore, 'enqueueWork'>,
  { contractId, ...shown }: ShownFiles,
  now: Date,
): Promise<void> {
  if (shown.fileIds.length === 0) return;
  await store.enqueueWork(updateFileUses, [fileUseItem({ ...shown, grantId: contractId, isShown: false })], now);
}
