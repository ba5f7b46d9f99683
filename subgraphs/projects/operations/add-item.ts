import { z } from 'zod';
import { newId } from '../../../runtime/operations/ids.ts';
import { parseInput, text } from '../../../runtime/operations/parse-input.ts';
import { done } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../context.ts';

const INPUT = z.object({ text: text('An item', { max: 200, singleLine: true }) });

/** Adds an item to those of the viewer, and signals the viewer's subscriptions. */
export async function addItem(
  { caller, now, repository, streams, itemLog }: Omit<ProjectsContext, 'items'>,
  input: z.input<typeof INPUT>,
) {
  const ownerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const draft = { ...parsed.value, id: newId('pro', now()), ownerId, createdAt: now() };
  const item = await repository.transaction((store) => store.addItem(draft));
  await streams.announce(itemLog, ownerId);
  return done(item);
}
