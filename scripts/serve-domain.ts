import { loadCallerKeys } from '../runtime/serve/caller-keys.ts';
import { createCallerVerifier } from '../runtime/serve/caller-token.ts';
import { serveSubgraph } from '../runtime/serve/serve-subgraph.ts';
import type { Configuration } from '../runtime/settings/configuration.ts';
import { requireSettings } from '../runtime/settings/required-settings.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { whenReady } from '../runtime/subgraph/when-ready.ts';
import { openDomain } from './open-domain.ts';
import { readDomainSettings } from './read-domain-settings.ts';
import { closeOnSignal } from './run-command.ts';

/** Serves one domain for gateways. Resolves when it is ready. */
export async function serveDomain(configuration: Configuration, name: string): Promise<void> {
  const domains = await readDomainSettings(readSupergraphConfig().filter((entry) => entry.name === name));
  requireSettings(configuration, { domains, signsCallers: configuration.callerKeys === null });
  const keys = await loadCallerKeys(configuration);
  const opened = await openDomain(configuration, { name, processName: name, role: 'service' });
  const { subgraph, open, host, running, registry } = opened;
  const verifier = createCallerVerifier(keys, name, () => new Date(), running.clocks);
  const served = await serveSubgraph({
    subgraph,
    open,
    verifier,
    host: configuration.host,
    port: configuration.port,
    log: host.log,
    metrics: configuration.metricsPort === null ? () => registry.metrics() : null,
    clocks: running.clocks,
  });
  await whenReady([open]);
  host.log.info({ url: served.url }, `${name} is ready`);
  closeOnSignal(async () => {
    await served.close();
    await opened.close();
  });
}
