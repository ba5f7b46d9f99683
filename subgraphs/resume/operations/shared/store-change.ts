import { fileUseItem, updateFileUses } from '../../../../runtime/attachments/file-uses.ts';
import { photoShownAgain, photoWithheld, resumePublished, resumeRemoved } from '../../events.ts';
import type { Resume, ResumeStore } from '../../repository/index.ts';
import { searchFactsOf } from '../content/search-facts.ts';

type Store = Pick<
  ResumeStore,
  'insertResume' | 'storeResume' | 'storeVersion' | 'deleteResume' | 'announce' | 'enqueueWork'
>;

/** Adds a resume with its first version, in a transaction. */
export async function addResume(store: Store, resume: Resume): Promise<void> {
  await store.insertResume(resume, searchFactsOf(resume));
  await store.storeVersion(resume);
  await publishChange(store, null, resume, resume.createdAt);
}

/** Stores a changed resume as another version, in a transaction. `before` is what it was. */
export async function storeChange(store: Store, before: Resume, after: Resume): Promise<void> {
  await store.storeResume(after, searchFactsOf(after));
  if (after.version !== before.version) await store.storeVersion(after);
  await publishChange(store, before, after, after.updatedAt);
}

/** Deletes a resume with all that hangs on it, in a transaction. */
export async function removeResume(store: Store, resume: Resume, at: Date): Promise<void> {
  await store.deleteResume(resume.id);
  await publishChange(store, resume, null, at);
}

/** Whether others get its picture at all. */
const shownPhoto = (resume: Resume | null): string | null =>
  resume === null || resume.visibility === 'PRIVATE' || resume.hiddenSections.includes('PHOTO')
    ? null
    : resume.photoFileId;

async function publishChange(store: Store, before: Resume | null, after: Resume | null, at: Date): Promise<void> {
  const resume = after ?? before;
  if (resume === null) return;
  const fact = { resumeId: resume.id, ownerId: resume.ownerId, at: at.toISOString() };
  const [wasPublic, isPublic] = [before?.visibility === 'PUBLIC', after?.visibility === 'PUBLIC'];
  if (isPublic && !wasPublic) await store.announce(resumePublished, fact, at);
  if (after === null || (wasPublic && !isPublic))
    await store.announce(resumeRemoved, { ...fact, isDeleted: after === null }, at);
  await publishPhoto(store, { resume, before, after }, at);
}

interface Change {
  readonly resume: Resume;
  readonly before: Resume | null;
  readonly after: Resume | null;
}

/** Ends and begins access to the picture, and has media informed of its uses: near the end of the transaction. */
async function publishPhoto(store: Store, { resume, before, after }: Change, at: Date): Promise<void> {
  const [was, is] = [shownPhoto(before), shownPhoto(after)];
  const access = { grantId: resume.id, userId: null, at: at.toISOString() };
  if (was !== null && was !== is) await store.announce(photoWithheld, { ...access, fileIds: [was] }, at);
  if (is !== null && was !== is) await store.announce(photoShownAgain, { ...access, fileIds: [is] }, at);
  const [old, current] = [before?.photoFileId ?? null, after?.photoFileId ?? null];
  if (old === current) return;
  const use = { subjectId: resume.id, ownerId: resume.ownerId, grantId: resume.id };
  const items = [
    ...(old === null ? [] : [fileUseItem({ ...use, fileIds: [old], isShown: false })]),
    ...(current === null ? [] : [fileUseItem({ ...use, fileIds: [current], isShown: true })]),
  ];
  await store.enqueueWork(updateFileUses, items, at);
}
