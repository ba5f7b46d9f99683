import { parseSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';
import { composeSources } from '../compose.ts';
import type { Finding, Tree } from './tree.ts';

const FILE = 'supergraph.graphql';

/** The contracts compose, and the committed `supergraph.graphql` is what composing them prints. */
export function supergraphCurrent(tree: Tree): readonly Finding[] {
  const finding = (file: string, line: number, message: string): Finding => ({
    file,
    line,
    rule: 'supergraph',
    message,
  });
  const config = 'supergraph.yaml';
  const text = tree.text(config);
  if (text === undefined) return [finding(config, 1, 'is missing')];
  const entries = parseSupergraphConfig(text, config);
  const absent = entries.filter(({ schemaFile }) => tree.text(schemaFile) === undefined);
  if (absent.length > 0)
    return absent.map(({ schemaFile }) => finding(schemaFile, 1, `is missing, but ${config} lists it`));
  const composed = composeSources(entries.map((entry) => ({ ...entry, sdl: tree.text(entry.schemaFile) ?? '' })));
  if ('errors' in composed) {
    return composed.errors.map(({ code, message, locations: [location] }) =>
      finding(
        location?.file ?? config,
        location?.line ?? 1,
        `does not compose: ${code}: ${message.replaceAll('\n', ' ')}`,
      ),
    );
  }
  if (tree.text(FILE)?.trimEnd() === composed.supergraphSdl.trimEnd()) return [];
  return [finding(FILE, 1, 'is not what composing the contracts prints: run `npm run generate`')];
}
