import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Settings } from '../runtime/settings/define-settings.ts';
import type { SubgraphEntry } from '../runtime/settings/supergraph-config.ts';

/** A domain with the settings that it declares; undefined: none. */
export interface DomainSettings {
  readonly name: string;
  readonly settings: Settings<unknown> | undefined;
}

/** Reads each domain's `settings.ts`, which needs nothing generated, unlike its `index.ts`. */
export const readDomainSettings = (
  entries: readonly Pick<SubgraphEntry, 'name' | 'schemaFile'>[],
): Promise<readonly DomainSettings[]> =>
  Promise.all(
    entries.map(async ({ name, schemaFile }) => {
      const file = resolve(join(dirname(schemaFile), 'settings.ts'));
      if (!existsSync(file)) return { name, settings: undefined };
      const module: { readonly settings?: Settings<unknown> } = await import(pathToFileURL(file).href);
      if (module.settings === undefined) throw new Error(`${file}: exports no settings`);
      return { name, settings: module.settings };
    }),
  );
