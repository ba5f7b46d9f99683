import { userIdIn } from './envelopes.ts';
import type { OperationError } from './operation-error.ts';
import type { Following, SessionOperations } from './session-operations.ts';

/** What one socket watches beside its conversations: who types and reads in some of them, and who is online. */
export interface Watches {
  /** Watches typing and receipts of a conversation; again changes nothing. @throws OperationError */
  watchConversation(conversationId: string): Promise<void>;
  unwatchConversation(conversationId: string): void;
  /** Watches these people in place of those before. @throws OperationError */
  watchPresence(userIds: readonly string[]): Promise<void>;
}

interface WatchParts {
  readonly operations: Pick<SessionOperations, 'follow'>;
  send(envelope: object): Promise<void>;
}

/** The subscriptions of one watch; ended when it is stopped, also while some are still opening. */
interface Watch {
  readonly followings: Following[];
  isStopped: boolean;
}

/** Creates the watches of a socket; there are none yet. */
export function createWatches({ operations, send }: WatchParts): Watches {
  const conversations = new Map<string, Watch>();
  let presence: Watch | null = null;

  const onEnd = (watch: Watch, subject: object) => (error: OperationError | null) => {
    if (watch.isStopped) return;
    stop(watch);
    void send({ type: 'watchEnded', ...subject, name: error?.reason ?? null, message: error?.message ?? null });
  };

  async function follow(watch: Watch, ...[name, variables, listener]: Parameters<SessionOperations['follow']>) {
    const following = await operations.follow(name, variables, listener);
    if (watch.isStopped) following.stop();
    else watch.followings.push(following);
  }

  return {
    async watchConversation(conversationId) {
      if (conversations.get(conversationId)?.isStopped === false) return;
      const watch: Watch = { followings: [], isStopped: false };
      conversations.set(conversationId, watch);
      const ended = onEnd(watch, { conversationId });
      const end = (error: OperationError | null): void => {
        if (conversations.get(conversationId) === watch) conversations.delete(conversationId);
        ended(error);
      };
      try {
        await follow(
          watch,
          'V1SocketTyping',
          { conversationId },
          {
            onEvent: ({ user, isTyping }) =>
              send({ type: 'typingChanged', conversationId, userId: userIdIn(user), isTyping }),
            onEnd: end,
          },
        );
        await follow(
          watch,
          'V1SocketReceipts',
          { conversationId },
          {
            onEvent: ({ user, deliveredSequence, readSequence }) =>
              send({ type: 'receiptUpdated', conversationId, userId: userIdIn(user), deliveredSequence, readSequence }),
            onEnd: end,
          },
        );
      } catch (error) {
        if (conversations.get(conversationId) === watch) conversations.delete(conversationId);
        stop(watch);
        throw error;
      }
    },
    unwatchConversation(conversationId) {
      const watch = conversations.get(conversationId);
      conversations.delete(conversationId);
      if (watch !== undefined) stop(watch);
    },
    async watchPresence(userIds) {
      if (presence !== null) stop(presence);
      const watch: Watch = { followings: [], isStopped: false };
      presence = watch;
      if (userIds.length === 0) return;
      await follow(
        watch,
        'V1SocketPresence',
        { userIds },
        {
          onEvent: ({ user }) =>
            user === null ? Promise.resolve() : send({ type: 'presenceChanged', ...presenceOf(user) }),
          onEnd: onEnd(watch, { userIds }),
        },
      );
    },
  };
}

function stop(watch: Watch): void {
  watch.isStopped = true;
  for (const following of watch.followings) following.stop();
}

const presenceOf = (user: unknown): object => {
  const { id: userId, isOnline, lastSeenAt }: { id?: unknown; isOnline?: unknown; lastSeenAt?: unknown } = Object(user);
  return { userId, isOnline, lastSeenAt };
};
