import { Kind, parse } from 'graphql';
import type { NotificationRules } from './notification-rules.ts';

const BEGIN = "# Written by npm run generate from every domain's events.ts, up to the line END OF NOTIFICATION RULES.";
const END = '# END OF NOTIFICATION RULES';

/** The contract of a subgraph. */
interface Contract {
  readonly text: string;
}

/**
 * The contract of the notifications domain with the types of notification, the entities that they can be about, and stubs of
 * those entities, instead of what its marked block has.
 *
 * @throws when the block has no end, or no contract owns an entity.
 */
export function withNotificationRules(
  contract: string,
  rules: NotificationRules,
  contracts: readonly Contract[],
): string {
  const start = contract.indexOf(`${BEGIN}\n`);
  if (start < 0) throw new Error(`it has lost the line "${BEGIN}"`);
  const end = contract.indexOf(`\n${END}\n`, start);
  if (end < 0) throw new Error(`it has lost the line "${END}"`);
  const [before, after] = [contract.slice(0, start), contract.slice(end + END.length + 2)];
  const byHand = new Set(entitiesOf(`${before}${after}`).map(({ entity }) => entity));
  const stubs = rules.subjects.filter((entity) => !byHand.has(entity)).map((entity) => stubOf(entity, contracts));
  const types = rules.types.flatMap(({ definition: { name, description } }) => [`  "${description}"`, `  ${name}`]);
  const enumeration = [
    '"Subject of a notification. Preferences are set per type."',
    'enum NotificationType {',
    ...types,
    '}',
  ];
  const union = [
    '"Entity that a notification is about. Clients ignore members that they do not select: more are added."',
    unionOf(rules.subjects),
  ];
  const block = [`${BEGIN}\n${enumeration.join('\n')}`, union.join('\n'), ...stubs].join('\n\n');
  return `${before}${block}\n${END}\n${after}`;
}

function stubOf(entity: string, contracts: readonly Contract[]): string {
  if (!contracts.some((contract) => owns(contract, entity)))
    throw new Error(`no contract owns the entity ${entity}, which an event names as a subject`);
  return `"Entity of another subgraph."\ntype ${entity} @key(fields: "id", resolvable: false) {\n  id: ID!\n}`;
}

const owns = ({ text }: Contract, entity: string): boolean =>
  entitiesOf(text).some((one) => one.entity === entity && one.isResolvable);

/** Object types of a contract with a `@key` of `id`. */
function entitiesOf(contract: string): { readonly entity: string; readonly isResolvable: boolean }[] {
  return parse(contract, { noLocation: true }).definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const keys = (definition.directives ?? []).filter(({ name }) => name.value === 'key');
    const key = keys.find(({ arguments: given = [] }) =>
      given.some(({ name, value }) => name.value === 'fields' && value.kind === Kind.STRING && value.value === 'id'),
    );
    if (key === undefined) return [];
    const resolvable = key.arguments?.find(({ name }) => name.value === 'resolvable')?.value;
    return [{ entity: definition.name.value, isResolvable: resolvable?.kind !== Kind.BOOLEAN || resolvable.value }];
  });
}

const MAX_LINE = 120;

/** The union of subjects, as the formatter writes it: on one line where it fits. */
function unionOf(subjects: readonly string[]): string {
  const line = `union NotificationSubject = ${subjects.join(' | ')}`;
  return line.length <= MAX_LINE
    ? line
    : ['union NotificationSubject =', ...subjects.map((one) => `  | ${one}`)].join('\n');
}
