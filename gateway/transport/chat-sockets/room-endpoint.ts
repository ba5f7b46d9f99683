import { isRecord } from '../../graphql/records.ts';
import { CLOSE } from '../websocket/close-codes.ts';
import type { SocketEndpoint, SocketOpening } from '../websocket/socket-endpoint.ts';
import type { SocketSession } from '../websocket/websocket-session.ts';
import { closeFor, type FrameHandler, type JsonSocketParts, readFrames, sendFrame } from './json-socket.ts';
import { OperationError } from './operation-error.ts';
import { roomErrorOf, roomFrameOf, roomMessageIn } from './room-frames.ts';
import { createSessionOperations, type OperationParts, type SessionOperations } from './session-operations.ts';
import { selectProtocol } from './socket-token.ts';

/** What the chats of the older systems are served with. */
export interface ChatSocketParts extends OperationParts, JsonSocketParts {}

/** The name of the room as one segment; clients of the older system end it with a slash or not. */
const PATH = /^\/v1\/chat\/ws\/([^/]+)\/?$/;

/** Serves rooms at `/v1/chat/ws/{room}`. A room comes into being when somebody connects to it first. */
export const createRoomEndpoint = (parts: ChatSocketParts): SocketEndpoint => ({
  refusalCode: CLOSE.unauthorized,
  serves: ({ pathname }) => roomIn(pathname) !== null,
  selectProtocol,
  open(session, opening) {
    const operations = createSessionOperations(session, parts);
    readFrames(session, opening, parts, roomHandler(session, opening, operations));
    return operations.close;
  },
});

function roomHandler(session: SocketSession, { url }: SocketOpening, operations: SessionOperations): FrameHandler {
  let conversationId = '';
  const refuse = async (error: unknown, frame?: Readonly<Record<string, unknown>>): Promise<OperationError> => {
    if (!(error instanceof OperationError)) throw error;
    await sendFrame(session, roomErrorOf(error, frame));
    return error;
  };

  async function follow(room: Room): Promise<void> {
    const given = url.searchParams.get('cursor');
    const after = given === null || given === '' ? room.cursor : given;
    const { promise: greeted, resolve: onGreeted } = Promise.withResolvers<void>();
    await operations.follow(
      'V1SocketRoom',
      { conversationId, after },
      {
        async onEvent(event) {
          await greeted;
          const frame = roomFrameOf(event, session.identity.caller.viewerId);
          if (frame !== null) await sendFrame(session, frame);
        },
        onEnd(error) {
          if (error === null) session.end('restart');
          else void refuse(error).then((refused) => closeFor(session, refused));
        },
      },
    );
    // Clients that do not resume know messages only.
    if (given !== null) await sendFrame(session, { joined: conversationId, cursor: after });
    onGreeted();
  }

  return {
    isOrdered: true,
    async start() {
      try {
        const room = await enterRoom(operations, roomIn(url.pathname) ?? '');
        conversationId = room.id;
        await follow(room);
      } catch (error) {
        closeFor(session, await refuse(error));
      }
    },
    async receive(frame) {
      try {
        const { text, clientMessageId } = roomMessageIn(frame);
        const sent = await operations.execute('V1SocketSend', { conversationId, text, clientMessageId });
        if (clientMessageId !== null)
          await sendFrame(session, { accepted: messageIdIn(sent), client_message_id: clientMessageId });
      } catch (error) {
        await refuse(error, frame);
      }
    },
    renewed: (expiresAt) => sendFrame(session, { expires_at: expiresAt }),
  };
}

interface Room {
  readonly id: string;
  /** Where its messages stand now. */
  readonly cursor: string;
}

/** Joins the room, and opens it where there is none. @throws OperationError */
async function enterRoom({ execute }: SessionOperations, name: string): Promise<Room> {
  const join = async (): Promise<Room> => roomOf(await execute('V1SocketJoinRoom', { name }));
  try {
    return await join();
  } catch (error) {
    if (!isRefusal(error, 'NotFound')) throw error;
  }
  try {
    return roomOf(await execute('V1SocketCreateRoom', { name }));
  } catch (error) {
    if (!isRefusal(error, 'RoomNameTaken')) throw error;
  }
  // Opened by somebody else in this moment; or not for the viewer, or called by a name that looks the same.
  return await join();
}

const isRefusal = (error: unknown, reason: string): boolean =>
  error instanceof OperationError && error.reason === reason;

function roomOf(payload: unknown): Room {
  const conversation = isRecord(payload) ? payload['conversation'] : null;
  if (!isRecord(conversation)) throw new OperationError('NotFound', 'There is no room of that name.');
  return { id: String(conversation['id']), cursor: String(conversation['cursor']) };
}

function messageIdIn(payload: unknown): unknown {
  const message = isRecord(payload) ? payload['message'] : null;
  return isRecord(message) ? message['id'] : null;
}

function roomIn(pathname: string): string | null {
  const [, segment] = PATH.exec(pathname) ?? [];
  if (segment === undefined) return null;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
