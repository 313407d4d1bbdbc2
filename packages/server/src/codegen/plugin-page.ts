import {
  type Extension,
  type Grant,
  type Installation,
  type PluginDefinition,
  type RecordField,
  type RecordType,
  recordTypeOf,
} from '@rapport/kernel';

/** What a plugin brings to an installation, for people. */
export function pluginPage(installation: Installation, plugin: PluginDefinition): string {
  const { id, version, requires = [] } = plugin;
  const { types } = installation.catalogue;
  const own = types.filter((type) => plugin.records?.includes(type.class));
  const added = types.flatMap((type) =>
    [...type.extensions.values()].flatMap((each) => (each.plugin === id ? [addedFields(type, each)] : [])),
  );
  const sections = [
    `# ${id}\n\nVersion ${version}. ${requires.length > 0 ? `Requires ${code(requires)}.` : 'Requires nothing.'}`,
    ...added,
    ...own.map((type) => recordSection(installation, type)),
    section('Events', 'event | what happened | who may read it', eventRows(plugin)),
    section('Permissions', 'permission | what it allows | roles', permissionRows(plugin)),
    section('Settings', 'setting | type | default | what it does', settingRows(plugin)),
    section('Rights', 'record type | what its code may do by itself', rightRows(plugin)),
    section('Before changes', 'record type | changes | fields', beforeRows(plugin)),
    section(
      'After events',
      'handler | events',
      (plugin.after ?? []).map(({ id: name, events }) => [name, code(events)]),
    ),
    section('Jobs', 'job | when | what was missed', jobRows(plugin)),
    section('Scorers', 'scorer | of which records | what it says', scorerRows(plugin)),
    section('Automations', 'automation | what it is', automationRows(plugin)),
    section('Steps for automations', 'step | what it does', stepRows(plugin)),
    section('Messages', 'channels | purposes', messageRows(plugin)),
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

const code = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(', ');

function section(title: string, head: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const heads = head.split(' | ');
  return [`## ${title}`, '', line(heads), `|${'---|'.repeat(heads.length)}`, ...rows.map(line)].join('\n');
}

const FIELDS = 'field | kind | filter, sort | what it is';

function addedFields({ name }: RecordType, { key, description, fields }: Extension): string {
  const rows = [...fields.values()].map((field) => fieldRow(field));
  return section(`Fields on ${name}: \`${key}\``, FIELDS, rows).replace('\n\n|', `\n\n${description}\n\n|`);
}

function recordSection({ catalogue }: Installation, type: RecordType): string {
  const rows = [...type.fields.values()].filter(({ extension }) => !extension).map((field) => fieldRow(field));
  const lists = [...catalogue.collectionsOf(type).values()].map(({ name, target }) => `\`${name}\` (${target.name})`);
  return [
    section(type.name, FIELDS, rows).replace('\n\n|', `\n\n${type.description} List: \`${type.plural}\`.\n\n|`),
    ...(lists.length > 0 ? [`Lists of other records: ${lists.join(', ')}.`] : []),
    ...(Object.keys(type.grants).length > 0 ? [grantLines(type.grants)] : []),
    ...(type.lifeCycle ? [diagram(type.lifeCycle)] : []),
  ].join('\n\n');
}

function fieldRow({ name, kind, nullable, filterable, orders, description, enumeration }: RecordField): string[] {
  const values = enumeration ? `: ${code(enumeration.values)}` : '';
  const uses = [...(filterable ? ['filter'] : []), ...orders.map((order) => `\`${order.name}\``)];
  return [`\`${name}\``, `${kind.name}${values}${nullable ? ', may be missing' : ''}`, uses.join(', '), description];
}

const grantLines = (grants: Readonly<Record<string, Grant>>): string =>
  Object.entries(grants)
    .map(([role, grant]) => `- \`${role}\`: ${scopes(grant)}`)
    .join('\n');

const scopes = ({ deny: _, only: __, ...actions }: Grant): string =>
  Object.entries(actions)
    .map(([action, scope]) => `${action} ${scope}`)
    .join(', ');

function diagram({ transitions }: NonNullable<RecordType['lifeCycle']>): string {
  const steps = [...transitions.values()].flatMap(({ name, from, to }) =>
    from.map((state) => `  ${state} --> ${to}: ${name}`),
  );
  return ['```mermaid', 'stateDiagram-v2', ...steps, '```'].join('\n');
}

const eventRows = ({ events = [] }: PluginDefinition) =>
  events.map(({ type, description, about, readers }) => [
    `\`${type}\``,
    description,
    about ? `whoever may read the ${recordTypeOf(about()).name}` : code(['admin', ...(readers ?? [])]),
  ]);

const permissionRows = ({ permissions = [] }: PluginDefinition) =>
  permissions.map(({ name, description, roles }) => [`\`${name}\``, description, code(['admin', ...roles])]);

const settingRows = ({ settings }: PluginDefinition) =>
  Object.entries(settings?.fields ?? {}).map(([name, setting]) => [
    `\`${name}\``,
    `${setting.type}, per ${setting.scope ?? 'tenant'}`,
    'default' in setting && setting.default !== undefined ? `\`${setting.default}\`` : '',
    setting.description,
  ]);

const rightRows = ({ rights = {} }: PluginDefinition) =>
  Object.entries(rights).map(([type, grant]) => [type, scopes(grant)]);

const beforeRows = ({ before = [] }: PluginDefinition) =>
  before.map(({ record, on, fields }) => [recordTypeOf(record).name, on.join(', '), fields ? code(fields) : 'all']);

const jobRows = ({ jobs = [] }: PluginDefinition) =>
  jobs.map(({ id, cron, timeZone = 'UTC', catchUp }) => [id, `\`${cron}\` ${timeZone}`, catchUp]);

const scorerRows = ({ scorers = [] }: PluginDefinition) =>
  scorers.map(({ id, subject, description }) => [id, recordTypeOf(subject()).name, description]);

const automationRows = ({ automations = [] }: PluginDefinition) =>
  automations.map(({ key, name, description }) => [key, description ?? name]);

const stepRows = ({ id: plugin, automationSteps = [] }: PluginDefinition) =>
  automationSteps.map(({ id, description }) => [`\`${plugin}/${id}\``, description]);

const messageRows = ({ messagePort }: PluginDefinition) =>
  messagePort ? [[code(messagePort.channels), code(messagePort.purposes)]] : [];
