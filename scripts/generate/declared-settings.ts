import { PROCESS_VARIABLES } from '../../runtime/settings/configuration.ts';
import { GATEWAY_VARIABLES } from '../../runtime/settings/gateway-settings.ts';
import { notesOf, type Variables } from '../../runtime/settings/variables.ts';
import type { DomainSettings } from '../read-domain-settings.ts';

/** Variables that are explained together. */
export interface SettingGroup {
  readonly about: string;
  readonly variables: readonly { readonly name: string; readonly example: string }[];
  /** Who reads them: `every process`, `gateway`, names of domains. */
  readonly readers: readonly string[];
}

/** Variables that each domain has, by its own name. */
const DOMAIN_GROUPS: readonly SettingGroup[] = [
  {
    about:
      'The database of one domain: its role and its password. Migrations give the role this password. Without it the role is derived from `DATABASE_URL`. `?prepared_statements=false` is for a pooler that does not support them.',
    variables: [{ name: 'CHAT_DATABASE_URL', example: 'postgresql://chat:password@127.0.0.1:5432/social' }],
    readers: ['migrations', 'that domain'],
  },
  {
    about:
      'The same role and database without a pooler in between, for leadership. Needed where `<NAME>_DATABASE_URL` leads to a pooler.',
    variables: [{ name: 'CHAT_DATABASE_DIRECT_URL', example: 'postgresql://chat:password@127.0.0.1:5432/social' }],
    readers: ['that domain'],
  },
  {
    about:
      'The owner of the database of one domain that is not on the server of `DATABASE_URL`: runs its migrations, and without `<NAME>_DATABASE_URL` its role is derived from it.',
    variables: [{ name: 'CHAT_DATABASE_OWNER_URL', example: 'postgresql://owner:password@10.0.0.2:5432/social' }],
    readers: ['migrations', 'that domain'],
  },
  {
    about:
      'Where a served subgraph listens, when not at the `routing_url` of supergraph.yaml. Several, separated by commas, are balanced.',
    variables: [{ name: 'CHAT_SUBGRAPH_URL', example: 'http://chat-1:4000/,http://chat-2:4000/' }],
    readers: ['every process'],
  },
  {
    about: 'Another file than `.env`, which must exist; or `none`.',
    variables: [{ name: 'ENV_FILE', example: 'production.env' }],
    readers: ['every process'],
  },
];

/** All settings, in the order in which they are documented. A group that several declare is listed once, with all readers. */
export function settingGroups(domains: readonly DomainSettings[]): readonly SettingGroup[] {
  const declared = [
    ...groupsOf(PROCESS_VARIABLES, 'every process'),
    ...DOMAIN_GROUPS,
    ...groupsOf(GATEWAY_VARIABLES, 'gateway'),
    ...domains.flatMap(({ name, settings }) => groupsOf(settings?.variables ?? {}, name)),
  ];
  const byFirst = Map.groupBy(declared, ({ variables: [first] }) => first?.name);
  return [...byFirst.values()].flatMap((alike) => {
    const [group] = alike;
    return group === undefined ? [] : [{ ...group, readers: alike.flatMap(({ readers }) => readers) }];
  });
}

function groupsOf(variables: Variables, reader: string): readonly SettingGroup[] {
  const groups: { about: string; variables: { name: string; example: string }[]; readers: string[] }[] = [];
  for (const [name, schema] of Object.entries(variables)) {
    const { about, example = '' } = notesOf(schema);
    if (about !== undefined) groups.push({ about, variables: [], readers: [reader] });
    const group = groups.at(-1);
    if (group === undefined) throw new Error(`${name}: the first variable of a declaration needs a text`);
    group.variables.push({ name, example });
  }
  return groups;
}

/** Names of the variables that a container gets from the environment of docker compose, and whether each must be set. */
export const containerVariables = (variables: Variables): readonly { name: string; isRequired: boolean }[] =>
  Object.entries(variables)
    .filter(([, schema]) => notesOf(schema).container !== false)
    .map(([name]) => ({ name, isRequired: isRequiredSecret(variables, name) }));

/** Names of the secrets that a domain cannot do without in production. */
export const requiredSecrets = ({ settings }: DomainSettings): readonly string[] =>
  Object.keys(settings?.variables ?? {}).filter((name) => isRequiredSecret(settings?.variables ?? {}, name));

function isRequiredSecret(variables: Variables, name: string): boolean {
  const schema = variables[name];
  return schema !== undefined && notesOf(schema).secret !== undefined && !schema.safeParse(undefined).success;
}
