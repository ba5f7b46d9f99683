import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import { serviceCaller } from '../runtime/executor/caller.ts';
import type { Process } from '../runtime/process/open-process.ts';
import { toResponse } from '../runtime/serve/response-body.ts';
import type { Configuration } from '../runtime/settings/configuration.ts';
import { ConfigurationError } from '../runtime/settings/configuration-error.ts';
import { embeddedEntries, type SubgraphEntry } from '../runtime/settings/supergraph-config.ts';
import { createAuthenticate, type KeySet } from './identity/authenticate.ts';
import { watchRevokedSessions } from './identity/revoked-sessions.ts';
import { type Gateway, openGateway } from './index.ts';
import { openSharedDocuments } from './limits/shared-documents.ts';
import { readTrustedDocuments, type TrustedDocuments } from './limits/trusted-documents.ts';
import type { Explorer, GatewayOptions, Subgraphs } from './pipeline/gateway-options.ts';
import { readRestRoutes } from './rest/rest-routes.ts';
import { openRemoteSubgraphs } from './subgraphs/open-remote-subgraphs.ts';
import { openSubgraphs } from './subgraphs/open-subgraphs.ts';
import { buildSupergraph } from './supergraph/build-supergraph.ts';
import { type SupergraphText, serveChanges } from './supergraph/serve-changes.ts';
import { SupergraphError } from './supergraph/supergraph.ts';

/** What a gateway needs beside its configuration. */
export interface GatewaySurroundings {
  readonly configuration: Configuration;
  readonly log: Logger;
  readonly registry: Registry;
  readonly explorer: Explorer | null;
}

const KEYS_PATH = '/.well-known/jwks.json';
const KEYS_TIMEOUT_MS = 30_000;
const KEY_SET = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })) });

const optionsOf = ({ configuration, log, registry, explorer }: GatewaySurroundings) =>
  ({
    host: configuration.host,
    port: configuration.port,
    servesMetrics: configuration.metricsPort === null,
    limits: configuration.limits === 'on',
    production: configuration.production,
    allowedOrigins: configuration.allowedOrigins,
    trustedProxies: configuration.trustedProxies,
    publicCacheSeconds: configuration.gateway.publicCacheSeconds,
    shareQueries: configuration.gateway.shareQueries,
    compression: configuration.gateway.compression,
    slowOperationMs: configuration.gateway.slowOperationMs,
    subgraphErrorCodes: configuration.gateway.subgraphErrorCodes,
    times: configuration.gateway.callTimeouts,
    bounds: {
      operationsPerMinute: configuration.gateway.operationsPerMinute,
      requestsInFlight: configuration.gateway.requestsInFlight,
    },
    registry,
    log,
    now: () => new Date(),
    explorer,
  }) satisfies Partial<GatewayOptions>;

/** Opens the gateway over this project's own subgraphs, embedded or served as the configuration says. */
export async function openProjectGateway(
  surroundings: GatewaySurroundings,
  { process, entries }: { readonly process: Process; readonly entries: readonly SubgraphEntry[] },
): Promise<Gateway> {
  const { configuration, log } = surroundings;
  if (configuration.gateway.forwardHeaders.length > 0)
    throw new ConfigurationError(
      'FORWARD_HEADERS: our own subgraphs read no headers of clients; set SUPERGRAPH_FILE too',
    );
  for (const { name } of entries) requireUrls(configuration, name);
  const embedded = embeddedEntries(entries, configuration.embed);
  const trusted = trustedDocuments(configuration);
  const urls = new Map(
    entries.map(({ name, routingUrl }) => [
      name,
      configuration.domainVariable(name, 'SUBGRAPH_URL')?.split(',')[0]?.trim() ?? routingUrl,
    ]),
  );
  const urlOf = ({ name, routingUrl }: SubgraphEntry) => urls.get(name) ?? routingUrl;
  // Before there are connections: building takes the event loop for a second or more, and they would time out.
  const supergraph = readSupergraph('supergraph.graphql');
  const built = buildSupergraph(supergraph.text);
  const subgraphs = await openSubgraphs({ entries, embed: configuration.embed, process, urlOf, log, configuration });
  const host = process.hostOf('gateway');
  const revoked = watchRevokedSessions({
    ask: host.ask,
    signals: host.signals,
    isConnected: process.signalHealth.isConnected,
    log,
  });
  await revoked.firstRead;
  const authenticate = createAuthenticate({
    issuer: configuration.tokenIssuer,
    audience: configuration.tokenAudience,
    fetchKeys: () => fetchKeys(subgraphs),
    isRevoked: revoked.has,
    now: () => new Date(),
  });
  const closing: Subgraphs = {
    ...subgraphs,
    async close() {
      revoked.close();
      await subgraphs.close();
    },
  };
  const gateway = await openGateway({
    ...optionsOf(surroundings),
    supergraphSdl: supergraph.text,
    supergraph: built,
    documents: { trusted, shared: openSharedDocuments(process.redis.commands, log) },
    restRoutes: readRestRoutes(),
    subgraphs: closing,
    sessionSubgraph: 'auth',
    authenticate: configuration.auth === 'off' ? null : authenticate,
  }).catch(async (error: unknown) => {
    await closing.close();
    throw error;
  });
  revoked.onRevoked(gateway.endSession);
  // What is embedded changes with its process alone.
  return embedded.length === entries.length ? gateway : serveChanges(gateway, supergraph, log);
}

/** Opens the gateway alone, over any Federation 2 supergraph whose subgraphs listen at the addresses it names. */
export async function openStandaloneGateway(
  surroundings: GatewaySurroundings,
  supergraphFile: string,
): Promise<Gateway> {
  if (surroundings.configuration.auth !== 'off') {
    throw new ConfigurationError('AUTH: set it to off; a gateway over a supergraph of its own knows no accounts');
  }
  const supergraph = readSupergraph(supergraphFile);
  const gateway = await openGateway({
    ...optionsOf(surroundings),
    supergraphSdl: supergraph.text,
    forwardHeaders: surroundings.configuration.gateway.forwardHeaders,
    subgraphs: openRemoteSubgraphs(surroundings.log, surroundings.configuration.gateway.callTimeouts.requestMs),
    documents: { trusted: trustedDocuments(surroundings.configuration), shared: null },
    authenticate: null,
  }).catch((error: unknown) => {
    if (!(error instanceof SupergraphError)) throw error;
    throw new ConfigurationError(`SUPERGRAPH_FILE: ${supergraphFile} cannot be served: ${error.message}`);
  });
  return serveChanges(gateway, supergraph, surroundings.log);
}

function trustedDocuments({ gateway }: Configuration): TrustedDocuments | null {
  const { trustedDocuments: file, trustedDocumentsMode: mode } = gateway;
  if (file === null && mode === 'only')
    throw new ConfigurationError('TRUSTED_DOCUMENTS: must be set, since TRUSTED_DOCUMENTS_MODE is only');
  if (file === null) return null;
  try {
    return readTrustedDocuments(file, mode);
  } catch (error) {
    throw new ConfigurationError(`TRUSTED_DOCUMENTS: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function requireUrls(configuration: Configuration, name: string): void {
  const wrong = configuration
    .domainVariable(name, 'SUBGRAPH_URL')
    ?.split(',')
    .find((url) => !/^https?:/.test(url.trim()) || !URL.canParse(url.trim()));
  if (wrong !== undefined)
    throw new ConfigurationError(`${name.toUpperCase()}_SUBGRAPH_URL: ${wrong} is no http address`);
}

function readSupergraph(file: string): SupergraphText {
  try {
    return { file, text: readFileSync(file, 'utf8') };
  } catch {
    throw new ConfigurationError(`SUPERGRAPH_FILE: ${file} cannot be read`);
  }
}

/** The auth domain's public keys, through its own route, wherever it runs. */
async function fetchKeys({ routes }: Subgraphs): Promise<KeySet> {
  const route = routes.find(({ method, path }) => method === 'GET' && path === KEYS_PATH);
  if (route === undefined) throw new Error(`No subgraph serves ${KEYS_PATH}`);
  const request = {
    method: 'GET',
    url: new URL(KEYS_PATH, 'http://gateway'),
    params: {},
    headers: new Headers(),
    body: null,
    signal: AbortSignal.timeout(KEYS_TIMEOUT_MS),
  };
  const response = await route.handle(request, serviceCaller('gateway'), 'keys');
  return KEY_SET.parse(await toResponse(response).json());
}
