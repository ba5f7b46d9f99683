import { existsSync, readFileSync } from 'node:fs';
import { type PersonalMarks, parsePersonalMarks } from './personal-tables.ts';

/** The marks of a domain's Prisma schema, found from its contract (`subgraphs/<name>/schema.graphql`); none without one. */
export function readPersonalMarks(name: string, contract: URL): PersonalMarks {
  const schema = new URL(`../../prisma/${name}/schema.prisma`, contract);
  return parsePersonalMarks(existsSync(schema) ? readFileSync(schema, 'utf8') : '');
}
