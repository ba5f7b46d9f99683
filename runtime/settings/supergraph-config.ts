import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** One line of `supergraph.yaml`: a subgraph, where it listens when served, and its contract. */
export interface SubgraphEntry {
  readonly name: string;
  readonly routingUrl: string;
  /** As written: relative to the folder of the configuration file. */
  readonly schemaFile: string;
}

const NAME = /^[a-z][a-z0-9-]*$/;

const CONFIG = z.object({
  federation_version: z.union([z.string(), z.number()]).optional(),
  subgraphs: z.record(z.string(), z.object({ routing_url: z.url(), schema: z.object({ file: z.string().min(1) }) })),
});

/** Reads rover's format from text. Errors are one line and begin with `file`. */
export function parseSupergraphConfig(text: string, file: string): SubgraphEntry[] {
  const parsed = CONFIG.safeParse(parseYaml(text, file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a supergraph configuration'}`);
  }
  const misnamed = Object.keys(parsed.data.subgraphs).find((name) => !NAME.test(name));
  if (misnamed !== undefined)
    throw new Error(`${file}: "${misnamed}": a subgraph is named in lower case, like its folder`);
  return Object.entries(parsed.data.subgraphs).map(([name, { routing_url, schema }]) => ({
    name,
    routingUrl: routing_url,
    schemaFile: schema.file,
  }));
}

/** Reads the one list of subgraphs, in the order of the file. Errors are one line and name the file. */
export function readSupergraphConfig(file = 'supergraph.yaml'): SubgraphEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file}: cannot be read`, { cause: error });
  }
  return parseSupergraphConfig(text, file);
}

/**
 * The subgraphs that run in the process of the gateway.
 *
 * @throws an Error of one line when `embed` names a subgraph that is not listed.
 */
export function embeddedEntries(
  entries: readonly SubgraphEntry[],
  embed: 'all' | readonly string[],
): readonly SubgraphEntry[] {
  if (embed === 'all') return entries;
  const names = entries.map(({ name }) => name);
  const unknown = embed.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Error(`EMBED: no subgraph is named ${unknown.join(', ')}; supergraph.yaml lists ${names.join(', ')}`);
  return entries.filter(({ name }) => embed.includes(name));
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new Error(`${file}: not YAML: ${reason}`, { cause: error });
  }
}
