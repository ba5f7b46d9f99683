import { newId } from '../../../runtime/operations/ids.ts';
import type { ModerationContext } from '../context.ts';
import type { ModerationStore } from '../repository/index.ts';
import { type AnnouncingNeeds, announceWaiting } from './announce-waiting.ts';

/** A file that the media domain holds back until a moderator has decided. */
interface QuarantinedFile {
  readonly fileId: string;
  readonly ownerId: string;
  readonly labels: readonly { readonly name: string; readonly score: number }[];
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Opens a case about a quarantined file in the caller's transaction, unless one of it is open; returns what is left for after the commit. */
export async function openQuarantineCase(
  needs: AnnouncingNeeds & Pick<ModerationContext, 'copies' | 'now'>,
  store: Pick<ModerationStore, 'openCase' | 'logCase'>,
  { fileId, ownerId, labels, at }: QuarantinedFile,
): Promise<(() => Promise<void>) | undefined> {
  const { copies, now } = needs;
  const openedAt = now();
  const id = newId('mod', openedAt);
  const content = { text: null, mediaFileIds: [fileId], labels, createdAt: new Date(at) };
  const draft = { id, subjectId: fileId, kind: 'MEDIA', ownerId, sealedCopy: copies.seal(id, content) } as const;
  if ((await store.openCase({ ...draft, priority: 1, isQuarantine: true, openedAt })) !== id) return undefined;
  await store.logCase(id, openedAt);
  return () => announceWaiting(needs);
}
