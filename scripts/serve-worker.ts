import { serveProbes } from '../runtime/serve/serve-probes.ts';
import type { Configuration } from '../runtime/settings/configuration.ts';
import { requireSettings } from '../runtime/settings/required-settings.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { workerOf } from './definition-flags.ts';
import { openDomain } from './open-domain.ts';
import { readDomainSettings } from './read-domain-settings.ts';
import { closeOnSignal } from './run-command.ts';

/**
 * The worker process of a domain: does the work that its handlers leave to it, and serves nothing but the probes. Resolves
 * when it is ready.
 */
export async function serveWorker(configuration: Configuration, name: string): Promise<void> {
  const processName = workerOf(name);
  const domains = await readDomainSettings(readSupergraphConfig().filter((entry) => entry.name === name));
  requireSettings(configuration, { domains, signsCallers: false });
  const { open, host, registry, close } = await openDomain(configuration, { name, processName, role: 'worker' });
  const probes = await serveProbes(
    {
      ready: () => open.checkDatabase(),
      clocks: () => [],
      metrics: configuration.metricsPort === null ? () => registry.metrics() : null,
    },
    configuration,
  );
  host.log.info(`${processName} is ready`);
  closeOnSignal(async () => {
    await probes.close();
    await close();
  });
}
