import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequest,
  HeaderMap,
  type HTTPGraphQLRequest,
  type HTTPGraphQLResponse,
} from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { buildSchema, type GraphQLFormattedError, parse } from 'graphql';
import type { Logger } from 'pino';
import { isFaultCode } from '../../../runtime/executor/faults.ts';
import { clientError } from '../../graphql/client-errors.ts';
import type { OperationRequest } from '../../operation/operation-request.ts';
import type { RequestScope } from '../../operation/request-scope.ts';
import type { Answer, OperationRunner } from '../operation-runner.ts';
import type { AnswerType } from './accept.ts';
import { COST_HEADER, retryAfterOf, statusOf } from './answer-status.ts';
import { formatted } from './plain-requests.ts';

/** What a request brings along. */
export interface ApolloContext {
  readonly scope: RequestScope;
  /** The media type of the answer. */
  readonly type: AnswerType;
}

/** With the variables of the request, whose numbers Apollo Server would round. */
type ContextWithVariables = ApolloContext & Pick<OperationRequest, 'variables'>;

/** Answers GraphQL over HTTP: methods, media types and CSRF prevention. */
export interface HttpAnswerer {
  answer(request: HTTPGraphQLRequest, context: ContextWithVariables): Promise<HTTPGraphQLResponse>;
  close(): Promise<void>;
}

/** Marks a GET that no browser sent, which Apollo Server's CSRF prevention would refuse for want of a header. */
export const NO_BROWSER_HEADER = 'x-gateway-no-browser';

/**
 * Apollo Server as the HTTP edge of the pipeline. It negotiates and checks the request; parsing, validation and
 * execution are the pipeline's, so that they are the same on every transport.
 */
export async function openHttpAnswerer(runner: OperationRunner, log: Logger): Promise<HttpAnswerer> {
  const server = new ApolloServer<ContextWithVariables>({
    // Never read: a supergraph may be swapped while this server runs.
    schema: buildSchema('type Query { _: Boolean }'),
    plugins: [answerFromPipeline(runner), ApolloServerPluginLandingPageDisabled()],
    // Hands Apollo Server a document it need not read: the pipeline refuses bad ones with our own codes and limits.
    documentStore: { get: async () => UNREAD, set: async () => undefined, delete: async () => undefined },
    // Documents by hash are found before, the same way on every transport.
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
    answer: (httpGraphQLRequest, context) =>
      server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => context }),
    close: () => server.stop(),
  };
}

const UNREAD = parse('{ __typename }');

const answerFromPipeline = (runner: OperationRunner): ApolloServerPlugin<ContextWithVariables> => ({
  requestDidStart: async () => ({
    async responseForOperation({ request, source, contextValue }) {
      const { result, methodNotAllowed, toldCost = null } = await answer(runner, request, source, contextValue);
      const headers = new HeaderMap();
      if (methodNotAllowed) headers.set('allow', 'POST');
      if (toldCost !== null) headers.set(COST_HEADER, String(toldCost));
      const retryAfter = retryAfterOf(result);
      if (retryAfter !== null) headers.set('retry-after', String(Math.ceil(retryAfter)));
      return {
        http: { status: methodNotAllowed ? 405 : statusOf(result, contextValue.type), headers },
        body: { kind: 'single' as const, singleResult: formatted(result) },
      };
    },
  }),
});

async function answer(
  runner: OperationRunner,
  { operationName, variables, http }: GraphQLRequest,
  query: string,
  context: ContextWithVariables,
): Promise<Answer> {
  return await runner.answer(
    'http',
    { query, operationName, variables: context.variables ?? variables },
    context.scope,
    http?.method === 'GET',
  );
}

/** Apollo Server's own refusals, with our codes. */
function asFault(formatted: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  const code = formatted.extensions?.['code'];
  if (isFaultCode(code)) return formatted;
  if (code === 'BAD_REQUEST') return { message: formatted.message, extensions: { code: 'BAD_USER_INPUT' } };
  return clientError(error, { log, requestId: undefined }).toJSON();
}
