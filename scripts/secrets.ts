import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { renderSecrets } from './generate/compose-secrets.ts';
import { readDomainSettings } from './read-domain-settings.ts';

process.stdout.write(renderSecrets(await readDomainSettings(readSupergraphConfig())));
