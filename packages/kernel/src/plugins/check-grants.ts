import { ADMIN_ROLE, EVERYONE, SELF_ROLE } from '../access/rights.ts';
import { PluginError } from '../errors/index.ts';
import { actions, type Grant, type RecordType, rowScopes } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { fieldNameOf } from '../records/relations.ts';
import { isSystemField } from '../records/system-fields.ts';
import type { PluginDefinition } from './plugin.ts';

/** Grants name roles, rights and fields that exist, and say nothing that would not hold. */
export function checkGrants(plugins: readonly PluginDefinition[]): void {
  const roles = new Set(plugins.flatMap(({ roles: declared = [] }) => declared.map(({ key }) => key)));
  for (const { id, records = [] } of plugins) {
    for (const type of records.map(recordTypeOf)) {
      for (const [role, grant] of Object.entries(type.grants)) {
        const [problem, mend] = problemOf(type, role, grant, roles) ?? [];
        if (problem && mend) throw new PluginError(`The plugin "${id}": ${type.name} ${problem}`, mend);
      }
    }
  }
}

type Problem = readonly [problem: string, mend: string];

function problemOf(type: RecordType, role: string, grant: Grant, roles: ReadonlySet<string>): Problem | undefined {
  if (role === ADMIN_ROLE) {
    return ['grants rights to the role "admin", which may do everything.', 'Leave the grant out.'];
  }
  if (role !== EVERYONE && !roles.has(role)) {
    return [
      `grants rights to the role "${role}", which no plugin declares.`,
      'Correct the key, or declare the role in `roles` of a plugin.',
    ];
  }
  return rightProblem(type, role, grant) ?? denialProblem(type, role, grant);
}

function rightProblem(type: RecordType, role: string, { deny: _deny, only, ...rights }: Grant): Problem | undefined {
  if (role === SELF_ROLE && !only) {
    return [
      'grants the role "self" all fields, and would grant it those that are added later.',
      'Name its fields: `only: { read: [...], write: [...] }`.',
    ];
  }
  for (const [action, scope] of Object.entries(rights)) {
    if (!(actions as readonly string[]).includes(action)) {
      return [
        `grants the role "${role}" the unknown right "${action}".`,
        `Rights are ${actions.join(', ')}; whoever may delete may also restore.`,
      ];
    }
    if (!rowScopes.includes(scope)) {
      return [
        `grants the role "${role}" "${action}" in the unknown scope "${scope}".`,
        `Scopes are ${rowScopes.join(', ')}.`,
      ];
    }
  }
  const [published] = actions.filter(
    (action) => rights[action] === 'public' && (action !== 'read' || !type.publicWhere),
  );
  if (published) {
    return [
      `grants the role "${role}" "${published}" in the scope "public".`,
      'What is public is read: say which records are, by `publicWhere` of the record type.',
    ];
  }
  const [scope] = Object.values(rights).filter(
    (each) => each !== 'public' && (each === 'self') !== (role === SELF_ROLE),
  );
  if (scope) {
    return [
      `grants the role "${role}" the scope "${scope}".`,
      'The scope "self" is that of the role "self", which has no other but "public".',
    ];
  }
  const [write] = actions.filter((action) => action !== 'read' && rights[action]);
  if (write && !rights.read && !type.grants[EVERYONE]?.read) {
    return [
      `grants the role "${role}" "${write}" without "read", and nobody writes what he may not read.`,
      'Grant "read" too.',
    ];
  }
  return undefined;
}

function denialProblem(type: RecordType, role: string, { deny, only }: Grant): Problem | undefined {
  const named = [deny, only].flatMap((rule) => [...(rule?.read ?? []), ...(rule?.write ?? [])]);
  if (role === EVERYONE && (deny || only)) {
    return [
      'denies fields to "everyone", but grants of other roles would not be bound by it.',
      'Deny the fields in the grants of the roles that must not have them.',
    ];
  }
  for (const name of named) {
    const field = type.fields.get(fieldNameOf(type, name));
    if (!field) {
      return [
        `has a rule of the role "${role}" for the field "${name}", which it does not have.`,
        'Name a field or a relation of the record type.',
      ];
    }
    if (isSystemField(field)) {
      return [
        `has a rule of the role "${role}" for the field "${name}", which every record shows.`,
        'Leave it out: the record layer itself needs it.',
      ];
    }
  }
  return undefined;
}
