import { z } from 'zod';
import type { Connection, PageArguments } from '../../../../runtime/operations/connection.ts';
import { createPaging } from '../../../../runtime/operations/connection.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ResumeContext } from '../../context.ts';
import type { Resume, ResumeVersion, ResumeVisibility } from '../../repository/index.ts';

/** Pages of the resumes of a person, latest change first. */
export const resumePaging = createPaging({
  name: 'resumes',
  key: [z.int(), z.string()],
  keyOf: ({ updatedAt, id }: Pick<Resume, 'updatedAt' | 'id'>) => [updatedAt.getTime(), id],
});

const versionPaging = createPaging({
  name: 'resume-versions',
  key: [z.int()],
  keyOf: ({ version }: Pick<ResumeVersion, 'version'>) => [version],
});

interface ListQuery extends PageArguments {
  readonly userId?: string | null | undefined;
  readonly visibility?: ResumeVisibility | null | undefined;
}

/** Resumes of a person that the viewer may see; the viewer's own by default. */
export const listResumes = (
  { caller, resumesOf }: Pick<ResumeContext, 'caller' | 'resumesOf'>,
  { userId, visibility, ...page }: ListQuery,
): Promise<Connection<Resume>> => resumesOf[visibility ?? 'ALL'].load(userId ?? viewerOf(caller), page);

/** Versions of an own resume, latest first; null when it is not the viewer's. */
export async function listVersions(
  {
    caller,
    repository,
  }: Pick<ResumeContext, 'caller'> & {
    readonly repository: Pick<ResumeContext['repository'], 'versionsOf'>;
  },
  { id, ...page }: PageArguments & { readonly id: string },
): Promise<Connection<ResumeVersion> | null> {
  const request = versionPaging.parse(page);
  const versions = await repository.versionsOf(viewerOf(caller), id, request);
  return versions === null ? null : versionPaging.connect(request, versions);
}
