import { onEnd } from '../streams/operators.ts';
import { headersAffectingResult } from './forwarded-headers.ts';
import { openRemoteSocket, type RemoteSocket, type RemoteSocketOptions } from './remote-socket.ts';

interface SharedSocket {
  readonly socket: RemoteSocket;
  streams: number;
}

/**
 * The sockets to one process of a subgraph: one for all requests without forwarded headers, and one for each set of
 * forwarded headers, because a subgraph reads them once, when the socket is opened. Such a socket is closed with its last
 * stream.
 */
export function openRemoteSockets(options: RemoteSocketOptions): RemoteSocket {
  const common = openRemoteSocket(options);
  const byHeaders = new Map<string, SharedSocket>();

  const socketFor = (key: string, headers: readonly (readonly [string, string])[]): SharedSocket => {
    const existing = byHeaders.get(key);
    if (existing !== undefined) return existing;
    const opened = { socket: openRemoteSocket({ ...options, headers: Object.fromEntries(headers) }), streams: 0 };
    byHeaders.set(key, opened);
    return opened;
  };

  return {
    subscribe(request, authorization) {
      const headers = headersAffectingResult(request.client?.headers);
      if (headers.length === 0) return common.subscribe(request, authorization);
      const key = JSON.stringify(headers);
      const shared = socketFor(key, headers);
      shared.streams += 1;
      return onEnd(shared.socket.subscribe(request, authorization), () => {
        shared.streams -= 1;
        if (shared.streams > 0) return;
        byHeaders.delete(key);
        void shared.socket.close();
      });
    },
    async close() {
      await Promise.all([common, ...[...byHeaders.values()].map(({ socket }) => socket)].map((each) => each.close()));
    },
  };
}
