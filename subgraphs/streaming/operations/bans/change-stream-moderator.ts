import { z } from 'zod';
import { isId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { StreamingContext } from '../../context.ts';
import { moderatorAdded, moderatorRemoved } from '../../events.ts';
import type { StreamingStore } from '../../repository/index.ts';
import type { LiveStream } from '../../repository/streams.ts';
import { type AuthorityNeeds, type NotPermitted, requireAuthority } from './require-authority.ts';

const INPUT = z.object({ streamId: z.string(), userId: z.string() });

/** Most moderators of one stream. */
export const MAX_MODERATORS = 50;

/** The stream has as many moderators as it may have. */
export type TooManyModerators = RefusalOf<'TooManyModerators'> & { readonly limit: number };

type Refusal = InvalidInput | NotFound | NotPermitted;

interface Needs extends AuthorityNeeds, Pick<StreamingContext, 'now'> {
  readonly repository: Pick<StreamingContext['repository'], 'areModerators' | 'areBanned'> & {
    transaction<T>(
      work: (store: Pick<StreamingStore, 'addModerator' | 'removeModerator' | 'announce'>) => Promise<T>,
    ): Promise<T>;
  };
}

const MESSAGE = 'Only the host can choose moderators.';

/**
 * Makes a person a moderator of the viewer's stream; adding them again changes nothing. Who is banned from it cannot be one.
 */
export async function addStreamModerator(
  needs: Needs,
  raw: unknown,
): Promise<Result<LiveStream, Refusal | TooManyModerators>> {
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { streamId, userId } = parsed.value;
  const found = await requireAuthority(needs, { streamId, includesModerators: false, message: MESSAGE });
  if (!found.ok) return found;
  const { stream, viewerId } = found.value;
  if (!isId('usr', userId)) return notFound('There is no such person.', 'userId');
  if (userId === viewerId) return invalid('You can moderate your stream already.');
  const at = needs.now();
  const role = { streamId, userId };
  const [[isBanned], [isModerator]] = await Promise.all([
    needs.repository.areBanned([role], at),
    needs.repository.areModerators([role]),
  ]);
  if (isBanned === true) return invalid('This person is banned from the stream.');
  if (isModerator === true) return done(stream);
  const isAdded = await needs.repository.transaction(async (store) => {
    if (!(await store.addModerator(role, MAX_MODERATORS, at))) return false;
    await store.announce(moderatorAdded, { ...role, at: at.toISOString() }, at);
    return true;
  });
  if (isAdded) return done(stream);
  return refuse({
    __typename: 'TooManyModerators',
    message: `A stream has at most ${MAX_MODERATORS} moderators.`,
    path: ['input', 'userId'],
    limit: MAX_MODERATORS,
  });
}

/** Ends that a person is a moderator of the viewer's stream; for who is none it changes nothing. */
export async function removeStreamModerator(needs: Needs, raw: unknown): Promise<Result<LiveStream, Refusal>> {
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { streamId, userId } = parsed.value;
  const found = await requireAuthority(needs, { streamId, includesModerators: false, message: MESSAGE });
  if (!found.ok) return found;
  const at = needs.now();
  await needs.repository.transaction(async (store) => {
    if (await store.removeModerator({ streamId, userId }))
      await store.announce(moderatorRemoved, { streamId, userId, at: at.toISOString() }, at);
  });
  return done(found.value.stream);
}

const invalid = (message: string) =>
  refuse<InvalidInput>({ __typename: 'InvalidInput', message, path: ['input', 'userId'] });
