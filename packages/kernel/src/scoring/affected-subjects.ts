import { AffectedRecords, type Cause, mergeCauses, pathOf } from '../conditions/affected-records.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { fieldNameOf } from '../records/relations.ts';
import type { FactSource, OwnedScorer } from './scorer.ts';

/** Finds the subjects whose facts an event may have changed: those, and no others, get their scores anew. */
export function affectedSubjects(versions: readonly OwnedScorer[], catalogue: RecordCatalogue): AffectedRecords {
  return new AffectedRecords(
    versions.flatMap(({ scorer }) => {
      const subject = catalogue.typeOf(scorer.subject());
      const sources = Object.values(scorer.inputs).flatMap(({ reads }) => reads);
      return [
        // New subjects have no score yet.
        { type: subject, fields: new Set<string>(), path: [] },
        ...sources.map((source) => causeOf(source, catalogue)),
        ...mergeCauses(subject, catalogue),
      ];
    }),
  );
}

function causeOf({ record, fields, via }: FactSource, catalogue: RecordCatalogue): Cause {
  const type = catalogue.typeOf(record());
  const path = pathOf(type, via, catalogue);
  const [first] = path;
  const counting = fields.map((name) => fieldNameOf(type, name));
  return { type, fields: new Set([...counting, ...(first ? [first.field.name] : [])]), path };
}
