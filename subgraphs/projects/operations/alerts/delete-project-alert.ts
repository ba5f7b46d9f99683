import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';

const INPUT = z.object({ alertId: z.string().max(100) });

interface Needs extends Pick<ProjectsContext, 'caller'> {
  readonly repository: Pick<ProjectsContext['repository'], 'deleteAlert'>;
}

/** Deletes a saved search of the viewer, and returns its id. */
export async function deleteProjectAlert(
  { caller, repository }: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound>> {
  const ownerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { alertId } = parsed.value;
  const isDeleted = await repository.deleteAlert(ownerId, alertId);
  return isDeleted ? done(alertId) : notFound('There is no such saved search.', 'alertId');
}
