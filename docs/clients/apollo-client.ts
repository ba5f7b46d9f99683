import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import type { Client } from 'graphql-ws';
import { tap } from 'rxjs';
import type { CursorOf } from './graphql-ws.ts';

/** Writes the cursor of each event into the variables that the next try will send. Its own copy: Apollo keeps the first. */
const resume = (cursorOf: CursorOf): ApolloLink =>
  new ApolloLink((operation, forward) => {
    operation.variables = { ...operation.variables };
    return forward(operation).pipe(
      tap(({ data }) => {
        const cursor = data ? cursorOf(data) : undefined;
        if (cursor !== undefined) operation.variables['after'] = cursor;
      }),
    );
  });

/** An Apollo client: subscriptions over the socket of `sockets`, everything else over HTTP. */
export function openApolloClient(url: string, sockets: Client, token: () => string, cursorOf: CursorOf): ApolloClient {
  const authorized = new ApolloLink((operation, forward) => {
    operation.setContext({ headers: { authorization: `Bearer ${token()}` } });
    return forward(operation);
  });
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === 'subscription',
      ApolloLink.from([resume(cursorOf), new GraphQLWsLink(sockets)]),
      ApolloLink.from([authorized, new HttpLink({ uri: url })]),
    ),
  });
}
