import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import {
  findReplay,
  type IdempotencyRefusal,
  idempotencyKey,
  once,
  type Replayable,
} from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ResumeContext } from '../../context.ts';
import type { Resume, ResumeStore } from '../../repository/index.ts';
import { EMPTY_CONTENT } from '../content/resume-content.ts';
import { type DateInvalid, parseChanges, type ResumeChanges, withinSize } from '../content/resume-input.ts';
import { type ResumeLimit, requireRoom } from '../shared/refusals.ts';
import { signalChange } from '../shared/signal-change.ts';
import { addResume } from '../shared/store-change.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';

const KEY = z.object({ idempotencyKey: idempotencyKey.nullish() });

/** Why no resume was made. */
export type CreateResumeRefusal =
  | InvalidInput
  | DateInvalid
  | ResumeLimit
  | TooManyAttempts
  | AttachmentRefusal
  | IdempotencyRefusal;

type Ids = { readonly resumeId: string };

type Needs = Pick<ResumeContext, 'caller' | 'ip' | 'now' | 'ask' | 'limits' | 'repository' | 'signals'>;

/** Makes a resume of the viewer, private unless they say otherwise. A person has at most 20. */
export async function createResume(
  context: Needs,
  raw: Readonly<Record<string, unknown>>,
): Promise<Replayable<Ids, CreateResumeRefusal>> {
  const ownerId = viewerOf(context.caller);
  const parsed = parseChanges(raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const keyed = parseInput(KEY, raw);
  if (!keyed.ok) return { ...keyed, isReplay: false };
  const { title, photoFileId = null } = parsed.value;
  if (title === undefined)
    return {
      ...refuse({ __typename: 'InvalidInput', message: 'Give a title.', path: ['input', 'title'] }),
      isReplay: false,
    };
  const call = {
    scope: ownerId,
    operation: 'createResume',
    key: keyed.value.idempotencyKey ?? null,
    input: parsed.value,
  };
  const replay = await findReplay<Ids, CreateResumeRefusal>(context, call);
  if (replay !== null) return replay;

  const resume = newResume({ ...parsed.value, title, ownerId, photoFileId }, context.now());
  const size = withinSize(resume.content);
  if (!size.ok) return { ...size, isReplay: false };
  const limited = await withinLimit(context, 'create');
  if (!limited.ok) return { ...limited, isReplay: false };
  const fileIds = photoFileId === null ? [] : [photoFileId];
  const files = { service: 'resume', ownerId, fileIds, kind: 'IMAGE', path: ['photoFileId'] } as const;
  const attachable = await requireAttachable(context.ask, files);
  if (!attachable.ok) return { ...attachable, isReplay: false };
  const result = await once<ResumeStore, Ids, CreateResumeRefusal>(context, call, async (store) => {
    const room = requireRoom(await store.lockResumesOf(ownerId));
    if (!room.ok) return room;
    await addResume(store, resume);
    return done({ resumeId: resume.id });
  });
  if (result.ok && !result.isReplay) await signalChange(context, result.value.resumeId);
  return result;
}

/** What a new resume begins with. */
interface Draft extends ResumeChanges {
  readonly ownerId: string;
  readonly title: string;
  readonly photoFileId: string | null;
}

/** A resume of version 1, with what was not given empty. */
export const newResume = ({ ownerId, title, photoFileId, content, ...given }: Draft, at: Date): Resume => ({
  ...{ id: newId('res', at), ownerId, title, photoFileId, version: 1, createdAt: at, updatedAt: at },
  locale: given.locale ?? 'en',
  visibility: given.visibility ?? 'PRIVATE',
  publishedAt: given.visibility === 'PUBLIC' ? at : null,
  content: { ...EMPTY_CONTENT, ...content },
  sectionOrder: given.sectionOrder ?? [],
  hiddenSections: given.hiddenSections ?? [],
});
