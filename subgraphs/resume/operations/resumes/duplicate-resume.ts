import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ResumeContext } from '../../context.ts';
import { noSuchResume, type ResumeLimit, requireRoom } from '../shared/refusals.ts';
import { signalChange } from '../shared/signal-change.ts';
import { addResume } from '../shared/store-change.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';
import { newResume } from './create-resume.ts';

const INPUT = z.object({ resumeId: z.string(), title: text('A title', { max: 200, singleLine: true }).nullish() });

type Needs = Pick<ResumeContext, 'caller' | 'ip' | 'now' | 'limits' | 'repository' | 'signals'>;

/** Makes a private copy of an own resume, with its picture and without its versions and links. Resolves to the id of the copy. */
export async function duplicateResume(
  context: Needs,
  raw: z.input<typeof INPUT>,
): Promise<Result<string, InvalidInput | NotFound | ResumeLimit | TooManyAttempts>> {
  const ownerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { resumeId, title } = parsed.value;
  const limited = await withinLimit(context, 'create');
  if (!limited.ok) return limited;
  const result = await context.repository.transaction(async (store) => {
    const room = requireRoom(await store.lockResumesOf(ownerId));
    const resume = await store.lockResume(ownerId, resumeId);
    if (resume === null) return noSuchResume();
    if (!room.ok) return room;
    const { content, locale, sectionOrder, hiddenSections, photoFileId } = resume;
    const draft = { ownerId, title: title ?? resume.title, content, locale, photoFileId };
    const copy = newResume(
      { ...draft, visibility: 'PRIVATE', sectionOrder: [...sectionOrder], hiddenSections: [...hiddenSections] },
      context.now(),
    );
    await addResume(store, copy);
    return done(copy.id);
  });
  if (result.ok) await signalChange(context, result.value);
  return result;
}
