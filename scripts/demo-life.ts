import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ANONYMOUS, type Caller } from '../runtime/executor/caller.ts';
import { isStream } from '../runtime/executor/executor.ts';
import type { Execute } from './seed.ts';

const REOPEN_INTERVAL_MS = 5_000;

const FRIENDS = `query Residents($id: ID!) {
  user(id: $id) { friends(first: 20) { edges { node { id liveStream { id } } } } }
}`;
const RESIDENTS = z.object({
  user: z
    .object({
      friends: z
        .object({
          edges: z.array(
            z.object({ node: z.object({ id: z.string(), liveStream: z.object({ id: z.string() }).nullable() }) }),
          ),
        })
        .nullable(),
    })
    .nullable(),
});
const INBOX = 'subscription Inbox { conversationUpdated { cursor } }';
const JOIN = `mutation Watch($input: JoinStreamInput!) {
  joinStream(input: $input) { errors { ... on UserError { message } } }
}`;
const VIEWERS = 'subscription Viewers($streamId: ID!) { streamViewersChanged(streamId: $streamId) { viewerCount } }';

/** The people of the demo world who are online. */
export interface DemoLife {
  /** Ends their subscriptions; they go offline. */
  close(): Promise<void>;
}

/**
 * Keeps the friends of one person online, each with an open subscription as a client has, and has them watch the stream
 * that one of them shows: else a world that was just seeded has nobody online and no viewers.
 */
export async function startDemoLife(execute: Execute, personId: string, log: Logger): Promise<DemoLife> {
  const abort = new AbortController();
  const { signal } = abort;
  const friends = await friendsOf(execute, personId);
  const streamId = friends.find((friend) => friend.streamId !== null)?.streamId ?? null;
  const followed = friends.flatMap(({ id, streamId: own }) => {
    const caller: Caller = { ...ANONYMOUS, viewerId: id };
    const inbox = follow(() => execute({ query: INBOX }, caller), signal, log);
    if (streamId === null || own === streamId) return [inbox];
    return [inbox, follow(() => watch(execute, streamId, caller), signal, log)];
  });
  return {
    async close() {
      abort.abort();
      await Promise.all(followed);
    },
  };
}

interface Friend {
  readonly id: string;
  readonly streamId: string | null;
}

async function friendsOf(execute: Execute, id: string): Promise<readonly Friend[]> {
  const result = await execute({ query: FRIENDS, variables: { id } }, { ...ANONYMOUS, viewerId: id });
  const parsed = RESIDENTS.safeParse(isStream(result) ? null : result.data);
  const edges = parsed.data?.user?.friends?.edges ?? [];
  return edges.map(({ node }) => ({ id: node.id, streamId: node.liveStream?.id ?? null }));
}

async function watch(execute: Execute, streamId: string, caller: Caller): ReturnType<Execute> {
  await execute({ query: JOIN, variables: { input: { streamId } } }, caller);
  return await execute({ query: VIEWERS, variables: { streamId } }, caller);
}

/** Reads a subscription for as long as nobody aborts, and opens it again when it ends. */
async function follow(open: () => ReturnType<Execute>, signal: AbortSignal, log: Logger): Promise<void> {
  while (!signal.aborted) {
    const stream = await open();
    if (isStream(stream)) {
      const end = (): void => void stream.return?.();
      signal.addEventListener('abort', end, { once: true });
      try {
        for await (const _event of stream) if (signal.aborted) break;
      } catch (error) {
        log.debug({ err: error }, 'a subscription of the demo world ended');
      }
      signal.removeEventListener('abort', end);
    }
    await pause(REOPEN_INTERVAL_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
