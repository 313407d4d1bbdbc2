import {
  type Composition,
  type EventQuestion,
  type LogPage,
  nestedValues,
  type Principal,
  RecordReader,
  RecordSights,
  type RecordType,
  type SeenEvent,
  type StatementRunner,
  seeEvents,
  showEvent,
} from '@rapport/kernel';

/** An event in the form in which it is sent. */
export interface Message {
  readonly seq: number;
  /** Id of the event: the same at every try. */
  readonly id: string;
  readonly type: string;
  readonly cursor: string;
  readonly body: string;
}

export interface MessageParts {
  readonly principal: Principal;
  readonly question: EventQuestion;
  /** Names of the fields of which anything is sent; all when undefined. */
  readonly fields: readonly string[] | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/** What of these events concerns the owner of an endpoint, as he may see it now. */
export async function writeMessages(
  { events, epoch }: LogPage,
  { principal, question, fields }: MessageParts,
  runner: StatementRunner,
  { catalogue, events: eventCatalogue }: Composition,
): Promise<Message[]> {
  const wanted = fields && new Set(fields);
  const { tenant, access } = principal;
  const reader = { sights: new RecordSights(runner, tenant, access), access, catalogue, events: eventCatalogue };
  const seen = await seeEvents(events, question, reader);
  const records = await readRecords(seen, principal, runner, wanted);
  return seen.map((one) => {
    const { node: _, ...shown } = showEvent(principal.tenant.id, epoch, one);
    // What a plugin publishes is no record, so its values have no field names.
    const ofRecord = one.event.operation !== undefined;
    const data = {
      ...shown,
      changedFields: shown.changedFields.filter((name) => !wanted || wanted.has(name)),
      patch: one.patch && ofRecord ? pick(one.patch, wanted) : shown.patch,
      record: records.get(one) ?? null,
    };
    const { seq, type, at } = one.event;
    const body = JSON.stringify({ type, timestamp: at, data });
    return { seq, id: `evt_${one.event.uuid}`, type, cursor: shown.cursor, body };
  });
}

/** The records of these events as they are now, each with the fields that the owner may read and the endpoint wants. */
async function readRecords(
  seen: readonly SeenEvent[],
  { tenant, access }: Principal,
  runner: StatementRunner,
  wanted: ReadonlySet<string> | undefined,
): Promise<ReadonlyMap<SeenEvent, Values>> {
  const records = new RecordReader(runner, tenant, access);
  const found = new Map<SeenEvent, Values>();
  const shown = seen.filter(({ inSight, kind }) => inSight && kind !== 'REMOVED');
  for (const type of new Set(shown.flatMap(({ record }) => record?.type ?? []))) {
    const ofType = shown.filter(({ record }) => record?.type === type);
    const uuids = [...new Set(ofType.flatMap(({ record }) => record?.uuid ?? []))];
    const outputs = readable(type, access, wanted);
    const answers = await records.byIds({ type, outputs, needs: [] }, uuids);
    for (const one of ofType) {
      const answer = answers[uuids.indexOf(one.record?.uuid ?? '')];
      if (answer) found.set(one, nestedValues(Object.entries(answer)));
    }
  }
  return found;
}

const readable = (type: RecordType, access: Principal['access'], wanted: ReadonlySet<string> | undefined) =>
  [...type.fields.values()]
    .filter((field) => access.canRead(type, field) && (field.name === 'id' || !wanted || wanted.has(field.name)))
    .map((field) => ({ kind: 'field' as const, key: field.name, field, parts: [] }));

function pick(values: Values, wanted: ReadonlySet<string> | undefined): Values {
  return nestedValues(Object.entries(values).filter(([name]) => !wanted || wanted.has(name)));
}
