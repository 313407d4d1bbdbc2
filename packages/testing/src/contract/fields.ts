import assert from 'node:assert/strict';
import type { Extension, RecordField, RecordType } from '@rapport/kernel';
import { type GraphQLSchema, getNamedType, isInputObjectType, isObjectType } from 'graphql';
import type { TestApp, TestClient } from '../index.ts';
import { wrongValueFor } from './samples.ts';
import type { ContractSubject } from './subject.ts';

/** Errors by which a value is refused. */
const REFUSALS = ['INPUT_INVALID', 'BAD_USER_INPUT', 'REFERENCE_NOT_FOUND', 'ID_INVALID', 'GRAPHQL_VALIDATION_FAILED'];

/** A field that the plugin adds to records of others, from its first value to its last. */
export class FieldCheck {
  private readonly subject: ContractSubject;
  private readonly type: RecordType;
  private readonly extension: Extension;
  /** As the record type has it. */
  private readonly field: RecordField;
  /** Its name in the object of the plugin. */
  private readonly name: string;

  constructor(subject: ContractSubject, type: RecordType, extension: Extension, name: string) {
    const field = type.fields.get(`${extension.key}.${name}`);
    if (!field) throw new Error(`${type.name} has no field ${extension.key}.${name}.`);
    this.subject = subject;
    this.type = type;
    this.extension = extension;
    this.field = field;
    this.name = name;
  }

  get path(): string {
    return `${this.type.name}.${this.extension.key}.${this.name}`;
  }

  async run(): Promise<void> {
    const app = await this.subject.app();
    this.assertFilterable();
    await this.assertRules(app);
    if (this.field.writable === 'never') return;
    const first = await this.sample(app);
    const second = await this.other(app, first);
    const one = await this.create(app, first);
    const other = await this.create(app, second);
    await this.assertReads(app, one, first, 'after it was created');
    if (this.field.filterable) await this.assertFilters(app, one, other);
    if (this.field.orders.length > 0) await this.assertSorts(app, [one, other]);
    await this.assertRefuses(app, one);
    if (this.field.writable !== 'always') return;
    const third = await this.other(app, first);
    await this.write(app.alpha.admin, one, third);
    await this.assertReads(app, one, third, 'after it was changed');
    await this.assertEmpties(app, one);
  }

  private async sample(app: TestApp): Promise<unknown> {
    const value = await this.subject.samples.value(app.alpha, this.field);
    assert.notEqual(value, undefined, `${this.path}: the contract knows no value of the kind ${this.field.kind.name}.`);
    return value;
  }

  /** Another value, where there is one. */
  private async other(app: TestApp, than: unknown): Promise<unknown> {
    for (let tries = 0; tries < 3; tries++) {
      const value = await this.sample(app);
      if (JSON.stringify(value) !== JSON.stringify(than)) return value;
    }
    return than;
  }

  private create(app: TestApp, value: unknown): Promise<string> {
    const { samples } = this.subject;
    return samples.create(app.alpha, this.type, undefined, { [this.extension.key]: { [this.name]: value } });
  }

  private write(client: TestClient, id: string, value: unknown) {
    return client.get(this.updateText, { id, input: { [this.extension.key]: { [this.name]: value } } });
  }

  private get updateText(): string {
    return `mutation($id: ID!, $input: Update${this.type.name}Input!) { it: update${this.type.name}(id: $id, input: $input) { id version } }`;
  }

  private get selection(): string {
    const { json } = this.field.kind;
    return json.shape === 'composite' ? `${this.name} { ${Object.keys(json.parts).join(' ')} }` : this.name;
  }

  private async read(app: TestApp, id: string): Promise<unknown> {
    const { node } = await app.alpha.admin.get<{ node: Record<string, Record<string, unknown>> }>(
      `query($id: ID!) { node(id: $id) { ... on ${this.type.name} { ${this.extension.key} { ${this.selection} } } } }`,
      { id },
    );
    return node[this.extension.key]?.[this.name];
  }

  /** Handlers of plugins may bring a value to another form, so only what nobody touches must be as it was given. */
  private async assertReads(app: TestApp, id: string, given: unknown, when: string): Promise<void> {
    const value = await this.read(app, id);
    const isTouched = app.app.installation.before.some(
      ({ plugin, record }) => plugin === this.subject.plugin.id && record === this.type.class,
    );
    if (isTouched) assert.notEqual(value ?? null, null, `${this.path} is empty ${when}.`);
    else assert.deepEqual(value, this.shown(given), `${this.path} ${when}`);
  }

  /** What the API shows of a value: of a secret only whether there is one, of no references an empty list. */
  private shown(value: unknown): unknown {
    if (this.field.kind.name === 'secret') return { isSet: value !== null };
    return this.field.kind.name === 'refs' ? (value ?? []) : value;
  }

  private assertFilterable(): void {
    const { kind, filterable } = this.field;
    const isExcused = this.subject.options.unfiltered?.includes(this.path);
    assert.ok(
      filterable || isExcused || kind.operators.length === 0,
      `${this.path} cannot be filtered. Let it be, or name it in \`unfiltered\` of the contract.`,
    );
  }

  private async find(app: TestApp, condition: object, ids: readonly string[], orderBy: object[] = []) {
    const { plural, name } = this.type;
    const { list } = await app.alpha.admin.get<{ list: { nodes: { id: string }[] } }>(
      `query($filter: ${name}Filter, $orderBy: [${name}Order!]) { list: ${plural}(filter: $filter, orderBy: $orderBy) { nodes { id } } }`,
      { filter: { id: { in: ids }, [this.extension.key]: { [this.name]: condition } }, orderBy },
    );
    return list.nodes.map(({ id }) => id);
  }

  private async assertFilters(app: TestApp, one: string, other: string): Promise<void> {
    const [value, otherValue] = [await this.read(app, one), await this.read(app, other)];
    const { operators } = this.field.kind;
    const ids = [one, other];
    const isSame = JSON.stringify(value) === JSON.stringify(otherValue);
    const equal = operators.includes('eq') ? 'eq' : 'containsAny';
    const found = await this.find(app, { [equal]: value }, ids);
    assert.deepEqual(found.sort(), (isSame ? ids : [one]).sort(), `${this.path} filtered by \`${equal}\``);
    if (operators.includes('ne')) {
      const rest = await this.find(app, { ne: value }, ids);
      assert.deepEqual(rest, isSame ? [] : [other], `${this.path} filtered by \`ne\``);
    }
    const there = await this.find(app, { isNull: false }, ids);
    assert.equal(there.length, 2, `${this.path} filtered by \`isNull: false\``);
  }

  private async assertSorts(app: TestApp, ids: readonly string[]): Promise<void> {
    for (const { name: field } of this.field.orders) {
      const there = { isNull: false };
      const up = await this.find(app, there, ids, [{ field, direction: 'ASC' }]);
      const down = await this.find(app, there, ids, [{ field, direction: 'DESC' }]);
      assert.equal(up.length, 2, `${this.path} sorted by ${field}`);
      const [first, last] = [await this.read(app, String(up[0])), await this.read(app, String(up[1]))];
      if (JSON.stringify(first) !== JSON.stringify(last))
        assert.deepEqual(down, up.toReversed(), `${this.path} sorted by ${field}, down`);
      if (typeof first === 'number') assert.ok(first <= Number(last), `${this.path} sorted by ${field}, up`);
    }
  }

  private async assertRefuses(app: TestApp, id: string): Promise<void> {
    const before = await this.read(app, id);
    const input = { [this.extension.key]: { [this.name]: wrongValueFor(this.field) } };
    const { errors } =
      this.field.writable === 'always'
        ? await app.alpha.admin.ask(this.updateText, { id, input })
        : { errors: [{ extensions: await app.alpha.admin.refusedToCreate(this.type.name, input) }] };
    const code = String(errors?.[0]?.extensions?.code);
    assert.ok(REFUSALS.includes(code), `${this.path} took ${JSON.stringify(wrongValueFor(this.field))}: ${code}`);
    assert.deepEqual(await this.read(app, id), before, `${this.path} after a value was refused`);
  }

  private async assertEmpties(app: TestApp, id: string): Promise<void> {
    if (!this.field.nullable) {
      const error = await app.alpha.admin.refused(this.updateText, {
        id,
        input: { [this.extension.key]: { [this.name]: null } },
      });
      assert.ok(REFUSALS.includes(error.code), `${this.path} was emptied, though it is not nullable: ${error.code}`);
      return;
    }
    await this.write(app.alpha.admin, id, null);
    assert.deepEqual(await this.read(app, id), this.shown(null), `${this.path} after it was emptied`);
    if (this.field.filterable)
      assert.deepEqual(await this.find(app, { isNull: true }, [id]), [id], `${this.path} filtered by \`isNull: true\``);
  }

  /** What a role may not read is not in its schema, what it may not write is in no input, and who may not change is refused. */
  private async assertRules(app: TestApp): Promise<void> {
    for (const { key: role } of app.app.installation.roles.filter(({ key }) => key in app.alpha.users)) {
      const client = app.alpha.as(role);
      const { access, composition } = await client.principal();
      const schema = composition.schemaFor(access);
      if (!access.canRead(this.type, this.field)) {
        assert.ok(
          !hasField(schema, this.extension.name, [this.name]),
          `${role} sees ${this.path}, which is denied it.`,
        );
        const filter = [this.extension.key, this.name];
        assert.ok(!hasField(schema, `${this.type.name}Filter`, filter), `${role} can filter by ${this.path}.`);
      }
      if (!access.canWrite(this.type, this.field))
        assert.ok(
          !hasField(schema, `Update${this.type.name}Input`, [this.extension.key, this.name]),
          `${role} can write ${this.path}, which is denied it.`,
        );
      if (!access.allows(this.type, 'update')) {
        const id = await this.subject.samples.create(app.alpha, this.type);
        const { errors } = await client.ask(this.updateText, { id, input: {} });
        const code = String(errors?.[0]?.extensions?.code);
        assert.ok(['FORBIDDEN', 'NOT_FOUND', ...REFUSALS].includes(code), `${role} may change ${this.path}: ${code}`);
      }
    }
  }
}

/** Whether a type has a field, and the type of that another, and so on. */
function hasField(schema: GraphQLSchema, typeName: string, path: readonly string[]): boolean {
  let type = schema.getType(typeName);
  for (const name of path) {
    if (!isObjectType(type) && !isInputObjectType(type)) return false;
    const field = type.getFields()[name];
    if (!field) return false;
    type = getNamedType(field.type);
  }
  return true;
}
