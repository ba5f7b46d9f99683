import { type GraphQLNamedType, getNamedType, isInterfaceType, isObjectType } from 'graphql';
import type { Requirement } from '../../gateway/supergraph/access-rules.ts';
import type { ContractChange } from './contract-change.ts';
import type { PublicContract } from './public-schema.ts';

/** What a caller must have at least, all of it: `authenticated`, `scope x`, `policy y`. Empty for a visitor. */
type Credentials = ReadonlySet<string>;

/**
 * What `@authenticated`, `@requiresScopes` and `@policy` changed for clients: breaking where somebody is refused who was
 * answered before, dangerous where somebody is answered who was refused before.
 */
export function accessChanges(base: PublicContract, now: PublicContract): readonly ContractChange[] {
  const coordinates = new Set([...base.declaredAccess.keys(), ...now.declaredAccess.keys()]);
  return [...coordinates].flatMap((coordinate) => {
    const fields = fieldsUnder(coordinate, base, now);
    const lost = callersOf(fields, ({ before, after }) => minus(before, after));
    const gained = callersOf(fields, ({ before, after }) => minus(after, before));
    const needs = `needs ${textOf(now.declaredAccess.get(coordinate))} instead of ${textOf(base.declaredAccess.get(coordinate))}`;
    return [
      ...(lost.length > 0 ? [{ level: 'breaking' as const, coordinate, message: `${needs}: refuses ${lost}` }] : []),
      ...(gained.length > 0
        ? [{ level: 'dangerous' as const, coordinate, message: `${needs}: opens to ${gained}` }]
        : []),
    ];
  });
}

interface FieldAccess {
  readonly before: readonly Requirement[];
  readonly after: readonly Requirement[];
}

/** What the selections that a coordinate has a say in need, then and now; those that are new or gone are left out. */
function fieldsUnder(coordinate: string, base: PublicContract, now: PublicContract): readonly FieldAccess[] {
  const [typeName = '', fieldName] = coordinate.split('.');
  const fields: FieldAccess[] = [];
  for (const type of Object.values(now.schema.getTypeMap())) {
    const formerly = base.schema.getType(type.name);
    if (!hasFields(type) || formerly === undefined || !hasFields(formerly) || type.name.startsWith('__')) continue;
    for (const [name, field] of Object.entries(type.getFields())) {
      const isConcerned =
        fieldName === undefined
          ? type.name === typeName || getNamedType(field.type).name === typeName
          : type.name === typeName && name === fieldName;
      if (isConcerned && name in formerly.getFields())
        fields.push({ before: base.access(formerly, name), after: now.access(type, name) });
    }
  }
  return fields;
}

const hasFields = (type: GraphQLNamedType) => isObjectType(type) || isInterfaceType(type);

function callersOf(fields: readonly FieldAccess[], difference: (field: FieldAccess) => readonly Credentials[]): string {
  const callers = new Set(fields.flatMap((field) => difference(field).map(describe)));
  return [...callers].sort().join('; ');
}

/** The least credentials that satisfied `first` and do not satisfy `second`. */
function minus(first: readonly Requirement[], second: readonly Requirement[]): readonly Credentials[] {
  return combinationsOf(first).filter((credentials) => !second.every((each) => isSatisfied(each, credentials)));
}

/** Every least set of credentials that satisfies all requirements. */
const combinationsOf = (requirements: readonly Requirement[]): readonly Credentials[] =>
  requirements.reduce<readonly Credentials[]>(
    (combinations, requirement) =>
      combinations.flatMap((credentials) => optionsOf(requirement).map((more) => new Set([...credentials, ...more]))),
    [new Set()],
  );

function optionsOf(requirement: Requirement): readonly (readonly string[])[] {
  if (requirement.kind === 'authenticated') return [['authenticated']];
  if (requirement.kind === 'policy') return requirement.anyOf.map((group) => group.map((name) => `policy ${name}`));
  // Only a session has scopes.
  return requirement.anyOf.map((group) =>
    group.length > 0 ? ['authenticated', ...group.map((name) => `scope ${name}`)] : [],
  );
}

const isSatisfied = (requirement: Requirement, credentials: Credentials): boolean =>
  optionsOf(requirement).some((option) => option.every((each) => credentials.has(each)));

function describe(credentials: Credentials): string {
  const named = [...credentials].filter((each) => each !== 'authenticated').sort();
  if (named.length > 0) return `callers with ${named.join(' and ')} alone`;
  return credentials.size > 0 ? 'everybody who is only signed in' : 'visitors';
}

function textOf(requirements: readonly Requirement[] | undefined): string {
  if (requirements === undefined) return 'nothing';
  return requirements
    .map((each) => (each.kind === 'authenticated' ? '@authenticated' : `@${each.kind}(${JSON.stringify(each.anyOf)})`))
    .join(' ');
}
