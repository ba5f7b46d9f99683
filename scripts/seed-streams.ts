import { z } from 'zod';
import type { Caller } from '../runtime/executor/caller.ts';
import type { PublishTarget } from './media-server.ts';

/** The nickname of who is on air. */
export const HOST_OF_STREAM = 'mira';

const LIVE = {
  ...{ title: 'Sunday soup, from scratch', visibility: 'PUBLIC', language: 'en', tags: ['cooking', 'soup'] },
  description: 'Carrots, leek and a long story. Ask anything while it simmers.',
  chat: { slowModeSeconds: 2 },
};

/** Shows a picture in a stream; resolves with whether the stream is on air. */
export type GoLive = (caller: Caller, streamId: string, target: PublishTarget) => Promise<boolean>;

/** Runs operations as people of the demo world. */
interface StreamSeed {
  /** Runs one mutation; its only root field is the payload. */
  run(query: string, input: Record<string, unknown>, caller: Caller): Promise<Record<string, unknown>>;
  as(nickname: string): Caller;
  /** Repeats what depends on an event that may be on its way. */
  retry<T>(work: () => Promise<T>): Promise<T>;
}

const ERRORS = 'errors { ... on UserError { message } }';
const START = `mutation Live($input: StartStreamInput!) {
  startStream(input: $input) { stream { id } ingest { url publishPath } ${ERRORS} }
}`;
const STARTED = z.object({
  stream: z.object({ id: z.string() }),
  ingest: z.object({ url: z.string().nullable(), publishPath: z.string() }),
});
const DAY_MS = 24 * 60 * 60 * 1_000;

const GIFTS = [
  { from: 'ada', giftId: 'cake', quantity: 1, message: 'For the cook!' },
  { from: 'ben', giftId: 'coffee', quantity: 2, message: '' },
] as const;

/** Begins the stream of the demo world by a mutation of its host; the target is null where no media server takes its bytes. */
export async function startDemoStream(
  run: (query: string, input: Record<string, unknown>) => Promise<Record<string, unknown>>,
): Promise<{ readonly streamId: string; readonly target: PublishTarget | null }> {
  const { stream, ingest } = STARTED.parse(await run(START, LIVE));
  const { url, publishPath } = ingest;
  return { streamId: stream.id, target: url === null ? null : { url, publishPath } };
}

/**
 * Has one person go on air and another announce a stream; returns the id of the one on air, null where nobody sends its bytes
 * to the media server.
 */
export async function seedStreams({ run, as }: StreamSeed, goLive: GoLive | null): Promise<string | null> {
  const host = as(HOST_OF_STREAM);
  const { streamId, target } = await startDemoStream((query, input) => run(query, input, host));
  const announced = {
    ...{ title: 'Bread that fails on purpose', visibility: 'PUBLIC', language: 'en', tags: ['cooking', 'bread'] },
    scheduledFor: new Date(Date.now() + 2 * DAY_MS).toISOString(),
  };
  await run(START, announced, host);
  if (target === null) return streamId;
  return (await goLive?.(host, streamId, target)) === true ? streamId : null;
}

/** Sends gifts in a stream, by people who have money. */
export async function seedGifts({ run, as, retry }: StreamSeed, streamId: string): Promise<void> {
  const send = `mutation Gift($input: SendStreamGiftInput!) { sendStreamGift(input: $input) { gift { id } ${ERRORS} } }`;
  for (const { from, ...gift } of GIFTS)
    await retry(() => run(send, { streamId, ...gift, idempotencyKey: 'demo' }, as(from)));
}
