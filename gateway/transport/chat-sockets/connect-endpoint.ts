import { isRecord } from '../../graphql/records.ts';
import { CLOSE } from '../websocket/close-codes.ts';
import type { SocketEndpoint, SocketOpening } from '../websocket/socket-endpoint.ts';
import type { SocketSession } from '../websocket/websocket-session.ts';
import { conversationEnvelope, type Envelope, envelopeIn, errorEnvelope } from './envelopes.ts';
import { closeFor, type FrameHandler, readFrames, sendFrame } from './json-socket.ts';
import { OperationError } from './operation-error.ts';
import type { ChatSocketParts } from './room-endpoint.ts';
import { createSessionOperations, type SessionOperations } from './session-operations.ts';
import { selectProtocol } from './socket-token.ts';
import { createWatches, type Watches } from './watches.ts';

/** Serves all conversations of a person at `/v1/chat/connect`, in envelopes. */
export const createConnectEndpoint = (parts: ChatSocketParts): SocketEndpoint => ({
  refusalCode: CLOSE.unauthorized,
  serves: ({ pathname }) => pathname === '/v1/chat/connect',
  selectProtocol,
  open(session, opening) {
    const operations = createSessionOperations(session, parts);
    readFrames(session, opening, parts, envelopeHandler(session, opening, operations));
    return operations.close;
  },
});

function envelopeHandler(session: SocketSession, { url }: SocketOpening, operations: SessionOperations): FrameHandler {
  const send = (envelope: object): Promise<void> => sendFrame(session, envelope);
  const watches = createWatches({ operations, send });
  const refuse = async (error: unknown, frame?: Readonly<Record<string, unknown>>): Promise<OperationError> => {
    if (!(error instanceof OperationError)) throw error;
    await send(errorEnvelope(error, frame));
    return error;
  };

  async function follow(): Promise<void> {
    const given = url.searchParams.get('cursor') ?? '';
    const after = given === '' ? await operations.execute('V1SocketStart', {}) : given;
    const { promise: greeted, resolve: onGreeted } = Promise.withResolvers<void>();
    await operations.follow(
      'V1SocketConversations',
      { after },
      {
        async onEvent(event) {
          await greeted;
          await send(conversationEnvelope(event));
        },
        onEnd(error) {
          if (error === null) session.end('restart');
          else void refuse(error).then((refused) => closeFor(session, refused));
        },
      },
    );
    const { caller, expiresAt } = session.identity;
    await send({ type: 'connected', userId: caller.viewerId, expiresAt, cursor: after });
    onGreeted();
  }

  return {
    isOrdered: false,
    async start() {
      try {
        await follow();
      } catch (error) {
        closeFor(session, await refuse(error));
      }
    },
    async receive(frame) {
      try {
        const envelope = envelopeIn(frame);
        await send({ ...(await replyTo(envelope, operations, watches)), id: envelope.id });
      } catch (error) {
        await refuse(error, frame);
      }
    },
    renewed: (expiresAt) => send({ type: 'authenticated', expiresAt }),
  };
}

/** Does what an envelope asks for; the reply. @throws OperationError */
async function replyTo(envelope: Envelope, { execute }: SessionOperations, watches: Watches): Promise<object> {
  switch (envelope.type) {
    case 'sendMessage': {
      const { conversationId, text, clientMessageId = null } = envelope;
      const message = fieldOf(await execute('V1SocketSend', { conversationId, text, clientMessageId }), 'message');
      return { type: 'messageSent', conversationId, clientMessageId, message };
    }
    case 'markRead': {
      const { conversationId, sequence } = envelope;
      const conversation = fieldOf(await execute('V1SocketMarkRead', { conversationId, sequence }), 'conversation');
      return { type: 'conversationRead', conversationId, unreadCount: fieldOf(conversation, 'unreadCount') };
    }
    case 'markDelivered': {
      const { conversationId, sequence } = envelope;
      await execute('V1SocketMarkDelivered', { conversationId, sequence });
      return { type: 'conversationDelivered', conversationId };
    }
    case 'setTyping': {
      const { conversationId, isTyping } = envelope;
      await execute('V1SocketSetTyping', { conversationId, isTyping });
      return { type: 'typingSet', conversationId, isTyping };
    }
    case 'watchConversation':
      await watches.watchConversation(envelope.conversationId);
      return { type: 'conversationWatched', conversationId: envelope.conversationId };
    case 'unwatchConversation':
      watches.unwatchConversation(envelope.conversationId);
      return { type: 'conversationUnwatched', conversationId: envelope.conversationId };
    case 'watchPresence':
      await watches.watchPresence(envelope.userIds);
      return { type: 'presenceWatched', userIds: envelope.userIds };
  }
}

const fieldOf = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : null);
