import type { Access } from '../access/access.ts';
import { ADMIN_ROLE } from '../access/rights.ts';
import { PluginError } from '../errors/index.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { reject } from '../records/kinds/index.ts';
import { camelCase, pluginKey } from '../records/naming.ts';
import type { RecordClass } from '../records/record-type.ts';
import { operations } from './outbox.ts';

/** What a value of a payload is: TypeScript's type, and how JSON shows it. */
interface PayloadValues {
  readonly text: string;
  readonly int: number;
  readonly number: number;
  readonly boolean: boolean;
  /** ISO 8601 in UTC. */
  readonly instant: string;
  /** Id of a record of any type. */
  readonly id: string;
}

export interface PayloadField {
  readonly type: keyof PayloadValues;
  readonly description: string;
  /** May be missing. */
  readonly optional?: true;
}

export type PayloadFields = Readonly<Record<string, PayloadField>>;

/** The payload that such fields describe. */
export type Payload<Fields extends PayloadFields> = {
  readonly [Name in keyof Fields as Fields[Name]['optional'] extends true
    ? never
    : Name]: PayloadValues[Fields[Name]['type']];
} & {
  readonly [Name in keyof Fields as Fields[Name]['optional'] extends true
    ? Name
    : never]?: PayloadValues[Fields[Name]['type']];
};

/** An event that a plugin publishes on its own, besides those of every change of a record. */
export interface OwnEvent<Fields extends PayloadFields = PayloadFields> {
  /** Camel-case id of the plugin, a point, and what happened: `wineClub.tastingHeld`. */
  readonly type: string;
  readonly description: string;
  /** Raised when the meaning of the payload changes. */
  readonly schemaVersion: number;
  readonly payload: Fields;
  /** The record that each of them is about; whoever has that record in sight may read the event. */
  readonly about?: () => RecordClass;
  /** Roles that may read those that are about no record; administrators always may. */
  readonly readers?: readonly string[];
  /** Field of that record whose value it tells: whoever may not read that may not read the event. */
  readonly tells?: string;
}

/** Declares an event; list it in `events` of definePlugin, and publish it with `work.publish`. */
export function defineEvent<const Fields extends PayloadFields>(event: OwnEvent<Fields>): OwnEvent<Fields> {
  return Object.freeze({ ...event });
}

const fits: Readonly<Record<keyof PayloadValues, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  int: (value) => Number.isSafeInteger(value),
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  instant: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  id: (value) => typeof value === 'string' && /^[a-z]+_[0-9a-f-]{36}$/.test(value),
};

/** Throws INPUT_INVALID when the payload is not what the event declares. */
export function checkPayload({ payload: fields, type }: OwnEvent, payload: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(payload)) if (!(name in fields)) reject(`${type}.${name}`, 'is not declared.');
  for (const [name, field] of Object.entries(fields)) {
    const value = payload[name];
    if (value === undefined ? !field.optional : !fits[field.type](value))
      reject(`${type}.${name}`, `must be ${field.type}${field.optional ? ', or missing' : ''}.`);
  }
}

/** Who declares what, for a whole installation. */
export interface EventDeclarer {
  readonly id: string;
  readonly events?: readonly OwnEvent[];
}

/** Every type of event that an installation knows. */
export class EventCatalogue {
  readonly own: ReadonlyMap<string, OwnEvent>;
  private readonly catalogue: RecordCatalogue;

  constructor(catalogue: RecordCatalogue, declarers: readonly EventDeclarer[]) {
    this.catalogue = catalogue;
    const nouns = new Set(catalogue.types.map(({ name }) => camelCase(name)));
    const own = new Map<string, OwnEvent>();
    for (const { id, events = [] } of declarers) {
      for (const event of events) {
        assertNamed(id, event, nouns);
        if (own.has(event.type))
          throw new PluginError(`The plugin "${id}" declares the event "${event.type}" twice.`, 'Rename one of them.');
        own.set(event.type, event);
      }
    }
    this.own = own;
  }

  /** Those of changes of a record type. */
  ofRecords(typeName: string): string[] {
    return operations.map((operation) => `${camelCase(typeName)}.${operation}`);
  }

  mayRead(access: Access, type: string): boolean {
    const event = this.own.get(type);
    if (!event) return false;
    const about = event.about && this.catalogue.typeOf(event.about());
    const told = event.tells === undefined ? undefined : about?.fields.get(event.tells);
    if (about && told && !access.canRead(about, told)) return false;
    return (
      event.about !== undefined ||
      // A plugin knows what it announces itself.
      announcedBy(access.actor.id, type) ||
      access.role.key === ADMIN_ROLE ||
      (event.readers ?? []).includes(access.role.key)
    );
  }

  /** Reads patterns such as `customer.*`; undefined means all. One that no event can have is refused. */
  matcher(patterns: readonly string[] | null | undefined, path: string): (type: string) => boolean {
    if (!patterns) return () => true;
    const known = [...this.catalogue.types.flatMap(({ name }) => this.ofRecords(name)), ...this.own.keys()];
    const tests = patterns.map((pattern, index) => {
      const test = pattern.endsWith('*')
        ? (type: string) => type.startsWith(pattern.slice(0, -1))
        : (type: string) => type === pattern;
      if (!known.some(test))
        reject(`${path}[${index}]`, `"${pattern}" is no type of event; "${known[0]?.split('.')[0]}.*" is one.`);
      return test;
    });
    return (type) => tests.some((test) => test(type));
  }
}

/** Ids of actors are given by the machine, unlike keys of roles. */
function announcedBy(actorId: string, type: string): boolean {
  return actorId.startsWith('plugin:') && type.startsWith(`${pluginKey(actorId.slice('plugin:'.length))}.`);
}

function assertNamed(plugin: string, { type }: OwnEvent, nouns: ReadonlySet<string>): void {
  const prefix = pluginKey(plugin);
  if (type.startsWith(`${prefix}.`) && /^[A-Za-z0-9]+\.[a-z][A-Za-z0-9]*$/.test(type) && !nouns.has(prefix)) return;
  throw new PluginError(
    `The plugin "${plugin}" declares the event "${type}", a name that is not its own.`,
    nouns.has(prefix)
      ? `"${prefix}." begins the names of a record type's events; give the plugin another id.`
      : `Begin it with "${prefix}.", for example "${prefix}.somethingHappened".`,
  );
}
