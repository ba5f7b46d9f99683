import { fileUseItem, updateFileUses } from '../../../../runtime/attachments/file-uses.ts';
import { aliasOf } from '../../../../runtime/text/alias-of.ts';
import { filesShownAgain, filesWithheld } from '../../events.ts';
import type { SocialStore } from '../../repository/index.ts';

type Store = Pick<SocialStore, 'enqueueWork' | 'announce' | 'filesOf'>;

/** What shows files, and whose they are. */
interface Showing {
  /** A post or a comment. */
  readonly subjectId: string;
  readonly ownerId: string;
}

/** Has media informed of files that a stored post or comment shows from now on: near the end of its transaction. */
export async function showFiles(store: Store, { subjectId, ownerId }: Showing, at: Date): Promise<void> {
  const [files = []] = await store.filesOf([subjectId]);
  const [first] = files;
  if (first === undefined) return;
  const use = { subjectId, ownerId, grantId: first.grantId, fileIds: files.map(({ fileId }) => fileId) };
  await store.enqueueWork(updateFileUses, [fileUseItem({ ...use, isShown: true })], at);
}

/** Has media informed of files that a post or comment no longer shows; addresses that people have stop working. */
export async function releaseFiles(
  store: Pick<Store, 'enqueueWork' | 'announce'>,
  {
    subjectId,
    ownerId,
    authorId = ownerId,
    fileIds,
  }: Showing & {
    /** Whose post it is, or is on; by default the owner's. */
    readonly authorId?: string;
    readonly fileIds: readonly string[];
  },
  at: Date,
): Promise<void> {
  if (fileIds.length === 0) return;
  const grantIds = [openGrantOf(authorId), closedGrantOf(authorId)] as const;
  for (const grantId of grantIds)
    await store.announce(filesWithheld, { grantId, userId: null, fileIds, at: at.toISOString() }, at);
  const use = { subjectId, ownerId, grantId: grantIds[0], fileIds };
  await store.enqueueWork(updateFileUses, [fileUseItem({ ...use, isShown: false })], at);
}

/** Has media refuse everybody the addresses of files that a person showed everybody, or accept them again. */
export const shareOpenFiles = (
  store: Pick<Store, 'announce'>,
  authorId: string,
  isOpen: boolean,
  at: Date,
): Promise<void> =>
  store.announce(
    isOpen ? filesShownAgain : filesWithheld,
    { grantId: openGrantOf(authorId), userId: null, fileIds: null, at: at.toISOString() },
    at,
  );

/** Who may read what an author does not show everybody. */
interface Reading {
  readonly authorId: string;
  readonly readerId: string;
}

/** Has media refuse people the addresses that they have of files of authors, or accept them again. */
export const shareClosedFiles = (
  store: Pick<SocialStore, 'announceAll'>,
  readings: readonly Reading[],
  isShared: boolean,
  at: Date,
): Promise<void> =>
  store.announceAll(
    isShared ? filesShownAgain : filesWithheld,
    readings.map(({ authorId, readerId }) => ({
      ...{ grantId: closedGrantOf(authorId), userId: readerId, fileIds: null, at: at.toISOString() },
    })),
    at,
  );

// As in `filesOf`. Media keeps them for minutes, also of who has deleted their account: they must not hold an id.
const openGrantOf = (authorId: string): string => `${aliasOf(authorId)}-open`;
const closedGrantOf = (authorId: string): string => `${aliasOf(authorId)}-followers`;
