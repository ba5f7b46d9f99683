import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { Registry } from 'prom-client';
import { type Gateway, openGateway } from '../gateway/index.ts';
import type { GatewayOptions, MountedRoute } from '../gateway/pipeline/gateway-options.ts';
import { openLog } from '../runtime/logging/log.ts';
import type { Process } from '../runtime/process/open-process.ts';

/** What a gateway over toy domains is made of. */
export interface ToyGatewayParts {
  /** Whole contracts, by the names of the domains. */
  readonly contracts: ReadonlyMap<string, string>;
  readonly process: Process;
  readonly routes: readonly MountedRoute[];
  readonly now: () => Date;
}

/** Composes contracts as this project does. @throws an error with the reasons why they do not compose. */
export function composeContracts(contracts: ReadonlyMap<string, string>): string {
  const services = [...contracts].map(([name, contract]) => ({
    name,
    url: `http://${name}.invalid/`,
    typeDefs: parse(contract),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** Opens a gateway on a free port in front of toy domains, however they run. Everyone is a visitor unless options say. */
export const openToyGateway = (
  { contracts, process, routes, now }: ToyGatewayParts,
  options: Partial<GatewayOptions> = {},
): Promise<Gateway> =>
  openGateway({
    supergraphSdl: composeContracts(contracts),
    subgraphs: {
      executor: (name) => (contracts.has(name) ? process.executorOf(name) : null),
      routes,
      unready: async () => [],
      close: async () => undefined,
    },
    host: '127.0.0.1',
    port: 0,
    authenticate: null,
    limits: true,
    production: false,
    allowedOrigins: [],
    registry: new Registry(),
    log: openLog('gateway', 'silent'),
    now,
    explorer: null,
    ...options,
    times: { drainDelayMs: 0, drainMs: 0, ...options.times },
  });
