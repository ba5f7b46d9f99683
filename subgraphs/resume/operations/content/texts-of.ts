import { beginningOf } from '../../../../runtime/text/visible-text.ts';
import type { Resume } from '../../repository/index.ts';
import { headingsOf } from './headings.ts';
import { layOutResume } from './layout-resume.ts';
import { withoutHiddenSections } from './shown-to.ts';
import { toMarkdown } from './write-markdown.ts';

/** More is not copied into a case. */
const MAX_LENGTH = 20_000;

/** What others read of a resume, as moderators see it: nothing of hidden sections, which nobody can have reported. */
export const textsOf = (resume: Resume): string =>
  beginningOf(
    `${resume.title}\n\n${toMarkdown(layOutResume(withoutHiddenSections(resume), headingsOf('en')))}`,
    MAX_LENGTH,
  );
