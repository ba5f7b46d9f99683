import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import type { InvalidInput, NotFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ResumeContext } from '../../context.ts';
import type { Resume } from '../../repository/index.ts';
import { type DateInvalid, parseChanges, type ResumeChanges, withinSize } from '../content/resume-input.ts';
import { type ChangedResume, changeResume } from '../shared/change-resume.ts';
import type { VersionConflict } from '../shared/refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';

type Refusal = InvalidInput | NotFound | DateInvalid | VersionConflict | TooManyAttempts | AttachmentRefusal;

type Needs = Pick<ResumeContext, 'caller' | 'ip' | 'now' | 'ask' | 'limits' | 'repository' | 'signals'>;

/** Changes the parts of an own resume that the input names; null clears a part. */
export async function updateResume(
  context: Needs,
  raw: Readonly<Record<string, unknown>> & ChangedResume,
): Promise<Result<string, Refusal>> {
  const ownerId = viewerOf(context.caller);
  const parsed = parseChanges(raw);
  if (!parsed.ok) return parsed;
  const limited = await withinLimit(context, 'change');
  if (!limited.ok) return limited;
  const { photoFileId } = parsed.value;
  const fileIds = photoFileId == null ? [] : [photoFileId];
  const attachable = await requireAttachable(context.ask, {
    ...({ service: 'resume', ownerId, fileIds, kind: 'IMAGE', path: ['photoFileId'] } as const),
  });
  if (!attachable.ok) return attachable;
  return changeResume<InvalidInput>(context, raw, (resume) => {
    const changed = withChanges(resume, parsed.value);
    const size = withinSize(changed.content);
    return size.ok ? done(changed) : size;
  });
}

const withChanges = (resume: Resume, { content, ...facts }: ResumeChanges): Resume => ({
  ...resume,
  title: facts.title ?? resume.title,
  locale: facts.locale ?? resume.locale,
  visibility: facts.visibility ?? resume.visibility,
  sectionOrder: facts.sectionOrder ?? resume.sectionOrder,
  hiddenSections: facts.hiddenSections ?? resume.hiddenSections,
  photoFileId: facts.photoFileId === undefined ? resume.photoFileId : facts.photoFileId,
  content: { ...resume.content, ...content },
});
