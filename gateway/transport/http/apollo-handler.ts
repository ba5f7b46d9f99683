import {
  ApolloServer,
  type ApolloServerPlugin,
  HeaderMap,
  type HTTPGraphQLRequest,
  type HTTPGraphQLResponse,
} from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { buildSchema, type GraphQLFormattedError, parse } from 'graphql';
import type { Logger } from 'pino';
import { isFaultCode } from '../../../runtime/executor/faults.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import { clientError } from '../../graphql/client-errors.ts';
import type { OperationRequest } from '../../operation/operation-request.ts';

/** An operation as Apollo Server read it. */
export type CheckedOperation = Pick<OperationRequest, 'operationName' | 'variables'> & { readonly query: string };

/** Checks requests by the rules of GraphQL over HTTP: methods, content types and CSRF prevention. */
export interface ApolloHandler {
  /** The operation of a request, or the response that refuses it. */
  check(request: HTTPGraphQLRequest): Promise<Result<CheckedOperation, HTTPGraphQLResponse>>;
  close(): Promise<void>;
}

interface Context {
  /** Takes over the operation that Apollo Server would execute. */
  take(operation: CheckedOperation): void;
}

/** Marks a GET that no browser sent, which Apollo Server's CSRF prevention would refuse without such a header. */
export const NO_BROWSER_HEADER = 'x-gateway-no-browser';

/**
 * Apollo Server as the reader of requests over HTTP. Parsing, validation and execution are the pipeline's, so that they are
 * the same on every transport.
 */
export async function openApolloHandler(log: Logger): Promise<ApolloHandler> {
  const server = new ApolloServer<Context>({
    // Never read: a supergraph may be swapped while this server runs.
    schema: buildSchema('type Query { _: Boolean }'),
    plugins: [HAND_OVER, ApolloServerPluginLandingPageDisabled()],
    // Spares Apollo Server parsing and validation: the pipeline refuses documents with our own codes and limits.
    documentStore: { get: async () => UNREAD, set: async () => undefined, delete: async () => undefined },
    // The pipeline finds persisted operations, the same way on every transport.
    persistedQueries: false,
    csrfPrevention: { requestHeaders: ['x-apollo-operation-name', 'apollo-require-preflight', NO_BROWSER_HEADER] },
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, error) => asFault(formatted, error, log),
    logger: log,
    nodeEnv: 'production',
    introspection: true,
  });
  await server.start();
  return {
    async check(httpGraphQLRequest) {
      const taken: CheckedOperation[] = [];
      const context: Context = { take: (operation) => void taken.push(operation) };
      const response = await server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => context });
      const [operation] = taken;
      return operation === undefined ? refuse(response) : done(operation);
    },
    close: () => server.stop(),
  };
}

const UNREAD = parse('{ __typename }');

const HAND_OVER: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    async responseForOperation({ request: { operationName, variables }, source, contextValue }) {
      contextValue.take({ query: source, operationName, variables });
      return { http: { headers: new HeaderMap() }, body: { kind: 'single' as const, singleResult: {} } };
    },
  }),
};

/** Replaces the codes of Apollo Server's refusals with ours. */
function asFault(formatted: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  const code = formatted.extensions?.['code'];
  if (isFaultCode(code)) return formatted;
  if (code === 'BAD_REQUEST') return { message: formatted.message, extensions: { code: 'BAD_USER_INPUT' } };
  return clientError(error, { log, requestId: undefined }).toJSON();
}
