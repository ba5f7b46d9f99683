import type { Server } from 'node:http';
import { buildSchema, type ExecutionArgs, type ExecutionResult, GraphQLError, parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Caller } from '../executor/caller.ts';
import type { GraphQLRequest } from '../executor/executor.ts';
import { fault } from '../executor/faults.ts';
import { bearerOf } from './bearer.ts';
import { callerRefusal } from './caller-refusal.ts';
import { decodeClientInfo } from './client-info-header.ts';
import type { ServeOptions } from './serve-options.ts';
import { handleUpgrades, refuseUpgrade } from './upgrades.ts';

/** A gateway that is gone without closing its socket is noticed within two of these intervals. */
const KEEP_ALIVE_MS = 10_000;
const GOING_AWAY = 1012;
const CLOSE_TIMEOUT_MS = 2_000;
const MAX_FRAME_BYTES = 10 * 1024 * 1024;

/** graphql-ws requires a schema in the execution arguments. The executor has the real one, so this is not used. */
const UNUSED_SCHEMA = buildSchema('type Query { unused: Boolean }');

interface Call {
  readonly request: GraphQLRequest;
  readonly caller: Caller;
}

/**
 * Serves graphql-transport-ws to gateways: the socket is opened with a caller token, and each operation has its own in
 * `extensions.authorization`, so that one socket serves all viewers of a gateway.
 */
export function serveSockets(server: Server, options: ServeOptions): { close(): Promise<void> } {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES });
  const callOf = (args: ExecutionArgs): Call => {
    // as: `onSubscribe` below creates these arguments.
    return args.contextValue as Call;
  };
  const run = (args: ExecutionArgs) => {
    const { request, caller } = callOf(args);
    // as: graphql-ws has other types of the same shape for a result and a stream.
    return options.open.execute(request, caller) as Promise<ExecutionResult>;
  };

  const protocol = useServer(
    {
      connectionInitWaitTimeout: 3_000,
      onConnect: ({ connectionParams }) =>
        options.verifier.verify(bearerOf(connectionParams?.['authorization'])) !== null,
      onSubscribe(_context, _id, { query, operationName, variables, extensions }) {
        const caller = options.verifier.verify(bearerOf(extensions?.['authorization']));
        if (caller === null) return [callerRefusal()];
        const requestId = typeof extensions?.['requestId'] === 'string' ? extensions['requestId'] : undefined;
        const call: Call = {
          caller,
          request: {
            query,
            operationName: operationName ?? undefined,
            variables: variables ?? undefined,
            requestId,
            client: decodeClientInfo(extensions?.['origin']),
            announceStart: extensions?.['announceStart'] === true,
          },
        };
        try {
          return {
            schema: UNUSED_SCHEMA,
            document: parse(query),
            operationName: operationName ?? null,
            contextValue: call,
          };
        } catch (error) {
          return [
            fault('BAD_USER_INPUT', error instanceof GraphQLError ? error.message : 'The document cannot be parsed.'),
          ];
        }
      },
      execute: run,
      subscribe: run,
    },
    sockets,
    KEEP_ALIVE_MS,
  );

  const stopUpgrades = handleUpgrades(server, options.log, ({ request, url, socket, head }) => {
    if (url.pathname !== '/') return refuseUpgrade(socket, 404);
    sockets.handleUpgrade(request, socket, head, (accepted) => sockets.emit('connection', accepted, request));
  });

  return {
    async close() {
      stopUpgrades();
      for (const socket of sockets.clients) socket.close(GOING_AWAY, 'Restarting');
      // A gateway that does not close its side must not delay the end of the process.
      const timer = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, CLOSE_TIMEOUT_MS);
      await protocol.dispose();
      clearTimeout(timer);
    },
  };
}
