import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { renderSecrets } from './generate/compose-secrets.ts';

process.stdout.write(renderSecrets(readSupergraphConfig()));
