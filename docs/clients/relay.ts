import type { Client } from 'graphql-ws';
import { type GraphQLResponse, type INetwork, Network, Observable } from 'relay-runtime';
import { type CursorOf, subscribe } from './graphql-ws.ts';

/** A network layer for Relay: subscriptions over the socket of `sockets`, everything else over HTTP. */
export const createNetwork = (url: string, sockets: Client, token: () => string, cursorOf: CursorOf): INetwork =>
  Network.create(
    async ({ text }, variables) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token()}` },
        body: JSON.stringify({ query: text, variables }),
      });
      // as: a server of GraphQL answers with nothing else.
      return (await response.json()) as GraphQLResponse;
    },
    ({ text }, variables) =>
      Observable.create<GraphQLResponse>((sink) =>
        subscribe(sockets, { query: text ?? '', variables }, cursorOf, {
          // as: Relay names the same shapes by types of its own.
          next: (result) => sink.next(result as GraphQLResponse),
          // as: what ends a subscription is an error or the event of a socket that closed.
          error: (error) => sink.error(error as Error),
          complete: () => sink.complete(),
        }),
      ),
  );
