import { z } from 'zod';
import { fileUseItem, updateFileUses } from '../../../../runtime/attachments/file-uses.ts';
import { aliasOf } from '../../../../runtime/text/alias-of.ts';
import { filesShownAgain, filesWithheld } from '../../events.ts';
import type { ProjectsStore } from '../../repository/index.ts';

/** Most files of a project or a proposal. */
const MAX_FILES = 10;

/** Files to attach, each once. */
export const attachmentIds = z
  .array(z.string().max(100))
  .max(MAX_FILES, `At most ${MAX_FILES} files can be attached.`)
  .refine((ids) => new Set(ids).size === ids.length, 'Name each file only once.');

type Store = Pick<ProjectsStore, 'enqueueWork' | 'announce' | 'filesOf'>;

/** Has media informed of files that a stored project or proposal shows from now on: near the end of its transaction. */
export async function showFiles(store: Store, subjectId: string, at: Date): Promise<void> {
  const [files = []] = await store.filesOf([subjectId]);
  const [first] = files;
  if (first === undefined) return;
  const { ownerId, grantId } = first;
  const use = { subjectId, ownerId, grantId, fileIds: files.map(({ fileId }) => fileId), isShown: true };
  await store.enqueueWork(updateFileUses, [fileUseItem(use)], at);
}

/** Has media informed of files that a project or proposal no longer shows; addresses that people have stop working. */
export async function releaseFiles(
  store: Store,
  subjectId: string,
  at: Date,
  only: readonly string[] | null = null,
): Promise<void> {
  const [files = []] = await store.filesOf([subjectId]);
  const [first] = files;
  const fileIds = only ?? files.map(({ fileId }) => fileId);
  if (first === undefined || fileIds.length === 0) return;
  const { ownerId, grantId } = first;
  await store.announce(filesWithheld, { grantId, userId: null, fileIds, at: at.toISOString() }, at);
  await store.enqueueWork(updateFileUses, [fileUseItem({ subjectId, ownerId, grantId, fileIds, isShown: false })], at);
}

/** Has media refuse a person, or everybody, the addresses of the files of something, or accept them again. */
export async function shareFiles(
  store: Store,
  subjectId: string,
  { userId, isShared }: { readonly userId: string | null; readonly isShared: boolean },
  at: Date,
): Promise<void> {
  const [files = []] = await store.filesOf([subjectId]);
  const [first] = files;
  if (first === undefined) return;
  const fact = { grantId: first.grantId, userId, fileIds: files.map(({ fileId }) => fileId), at: at.toISOString() };
  await store.announce(isShared ? filesShownAgain : filesWithheld, fact, at);
}

/** Has media refuse two people the addresses that they have of each other's files, or accept them again. */
export async function separateFiles(
  store: Pick<ProjectsStore, 'announce'>,
  userIds: readonly [string, string],
  isShared: boolean,
  at: Date,
): Promise<void> {
  const [one, other] = userIds;
  // As in `filesOf`. Media keeps them for minutes, also of who has deleted their account: they must not hold an id.
  for (const [owner, userId] of [
    [one, other],
    [other, one],
  ] as const)
    for (const kind of ['projects', 'proposals'])
      await store.announce(
        isShared ? filesShownAgain : filesWithheld,
        { grantId: `${aliasOf(owner)}-${kind}`, userId, fileIds: null, at: at.toISOString() },
        at,
      );
}
