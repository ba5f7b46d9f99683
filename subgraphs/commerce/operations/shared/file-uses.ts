import { fileUseItem, updateFileUses } from '../../../../runtime/attachments/file-uses.ts';
import { aliasOf } from '../../../../runtime/text/alias-of.ts';
import { filesShownAgain, filesWithheld } from '../../events.ts';
import type { CommerceStore } from '../../repository/index.ts';

type Store = Pick<CommerceStore, 'enqueueWork' | 'announce' | 'filesOf'>;

/** What shows files, and whose they are. */
interface Showing {
  /** A product or a review. */
  readonly subjectId: string;
  readonly ownerId: string;
}

// As in `filesOf`. Media keeps it for minutes, also of who has deleted their account: it must not hold an id.
const openGrantOf = (ownerId: string): string => `${aliasOf(ownerId)}-open`;

/** Has media informed of files that a stored product or review shows from now on: near the end of its transaction. */
export async function showFiles(store: Store, { subjectId, ownerId }: Showing, at: Date): Promise<void> {
  const [files = []] = await store.filesOf([subjectId]);
  const [first] = files;
  if (first === undefined) return;
  const use = { subjectId, ownerId, grantId: first.grantId, fileIds: files.map(({ fileId }) => fileId) };
  await store.enqueueWork(updateFileUses, [fileUseItem({ ...use, isShown: true })], at);
}

/** Has media informed of files that a product or review no longer shows; addresses that people have stop working. */
export async function releaseFiles(
  store: Pick<Store, 'enqueueWork' | 'announce'>,
  { subjectId, ownerId, fileIds }: Showing & { readonly fileIds: readonly string[] },
  at: Date,
): Promise<void> {
  if (fileIds.length === 0) return;
  await shareFiles(store, { ownerId, fileIds }, false, at);
  const use = { subjectId, ownerId, grantId: openGrantOf(ownerId), fileIds };
  await store.enqueueWork(updateFileUses, [fileUseItem({ ...use, isShown: false })], at);
}

/** Has media refuse everybody the addresses of files that a person showed everybody, or accept them again. */
export async function shareFiles(
  store: Pick<Store, 'announce'>,
  { ownerId, fileIds }: { readonly ownerId: string; readonly fileIds: readonly string[] },
  isShared: boolean,
  at: Date,
): Promise<void> {
  if (fileIds.length === 0) return;
  const fact = { grantId: openGrantOf(ownerId), userId: null, fileIds, at: at.toISOString() };
  await store.announce(isShared ? filesShownAgain : filesWithheld, fact, at);
}
