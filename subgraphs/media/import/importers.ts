import type { DomainImporter } from '../../../runtime/import/open-importer.ts';
import type { MediaStore } from '../repository/index.ts';
import { categoryImporter } from './categories.ts';
import { fileImporter } from './files.ts';

/** What the domain imports of older systems. */
export const importersOf = (needs: Parameters<typeof fileImporter>[0]): readonly DomainImporter<MediaStore>[] => [
  categoryImporter,
  fileImporter(needs),
];
