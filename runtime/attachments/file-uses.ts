import type { WorkDraft } from '../work/work-insertion.ts';
import { defineWork } from '../work/work-type.ts';

/** Files of a person that something of a domain shows from now on, or no longer. */
export interface FileUse {
  /** Id of what shows them, such as a message's. */
  readonly subjectId: string;
  readonly ownerId: string;
  /** What access to them is minted with, as in `FileAccess.mint`. */
  readonly grantId: string;
  readonly fileIds: readonly string[];
  readonly isShown: boolean;
}

/**
 * Records with the media domain what a domain shows: enqueued in the transaction that begins or ends showing it, so that
 * neither is lost, whatever crashes after the commit.
 */
export const updateFileUses = defineWork<FileUse>('update-file-uses');

/** The item for a use; those of one subject are handled in the order of their transactions. */
export const fileUseItem = (use: FileUse): WorkDraft<FileUse> => ({ payload: use, key: use.subjectId });
