import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import type { StreamingContext } from '../context.ts';
import type { LiveStream } from '../repository/streams.ts';

const INPUT = z.object({ streamId: z.string() });

/** The stream that an input names, as the viewer may see it. What is hidden and what does not exist are refused alike. */
export async function findStream(
  { liveStreams }: Pick<StreamingContext, 'liveStreams'>,
  input: unknown,
): Promise<Result<LiveStream, InvalidInput | NotFound>> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const stream = await liveStreams.load(parsed.value.streamId);
  return stream === null ? notFound('There is no such stream.', 'streamId') : done(stream);
}
